// SPDX-License-Identifier: MIT
// How much one address may ask and one account may order, and what becomes of who goes on
// regardless: 429 with the seconds to wait, then 418 and a ban that doubles. [Binance: Limits]
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/time.h"
#include "exchange/accounts.h"
#include "exchange/refusal.h"

namespace keel::exchange {

struct LimitRule {
  std::string_view type;
  std::string_view interval;
  int number = 1;
  base::Duration span;
  int64_t limit = 0;
};
/// The rules by their place in kLimitRules.
inline constexpr size_t kWeightMinute = 0, kOrdersTenSeconds = 1, kOrdersDay = 2;
/// Raw requests run out after their weight, which is at least 1 each: that rule is only told.
inline constexpr std::array<LimitRule, 4> kLimitRules = {{
    {"REQUEST_WEIGHT", "MINUTE", 1, base::Minutes(1), 6'000},
    {"ORDERS", "SECOND", 10, base::Seconds(10), 100},
    {"ORDERS", "DAY", 1, base::Days(1), 200'000},
    {"RAW_REQUESTS", "MINUTE", 5, base::Minutes(5), 61'000},
}};
/// One row of `rateLimits`.
void WriteLimit(base::JsonWriter& json, const LimitRule& rule, std::optional<int64_t> count);

/// What was counted in the window of a rule that contains now.
class WindowCount {
 public:
  int64_t At(const LimitRule& rule, base::UnixNanos now) const {
    return now.ns / rule.span.ns == window_ ? count_ : 0;
  }
  void Add(const LimitRule& rule, base::UnixNanos now, int64_t weight) {
    count_ = At(rule, now) + weight;
    window_ = now.ns / rule.span.ns;
  }

 private:
  int64_t window_ = -1;
  int64_t count_ = 0;
};

struct LimitRefusal {
  Refusal refusal;
  int64_t retry_after_s = 0;
};

/// Request weights by address; at most 10,000 addresses are remembered. Times are the
/// exchange's own, without its jumps.
class AddressLimits {
 public:
  /// Counts a request, or says that it is not taken.
  std::optional<LimitRefusal> Admit(const std::string& address, int weight, base::UnixNanos now);
  int64_t used(const std::string& address, base::UnixNanos now) const;

 private:
  struct Visitor {
    WindowCount weight;
    int ignored = 0;  // requests after a 429 in the same window
    int64_t ignored_window = -1;
    base::UnixNanos banned_until;
    base::Duration next_ban = base::Minutes(2);
  };
  std::map<std::string, Visitor> visitors_;
};

/// Orders by account.
class OrderLimits {
 public:
  std::optional<LimitRefusal> Admit(AccountId account, base::UnixNanos now);
  /// Orders counted so far under a rule of kLimitRules.
  int64_t used(AccountId account, size_t rule, base::UnixNanos now) const;

 private:
  std::map<AccountId, std::array<WindowCount, kLimitRules.size()>> counts_;
};

}  // namespace keel::exchange
