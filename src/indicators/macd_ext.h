// SPDX-License-Identifier: MIT
// MACD with any kind of average for each of its three lines.
#pragma once

#include <optional>

#include "base/check.h"
#include "indicators/average.h"
#include "indicators/macd.h"

namespace keel::indicators {

/// The three averages of MacdExt.
struct MacdExtOptions {
  int fast = 12;
  AverageKind fast_kind = AverageKind::kSma;
  int slow = 26;
  AverageKind slow_kind = AverageKind::kSma;
  int signal = 9;
  AverageKind signal_kind = AverageKind::kSma;
};

/// MACD of the chosen averages (TA-Lib MACDEXT); the one that warms up sooner starts later, so that
/// both give their first value together.
class MacdExt {
 public:
  explicit MacdExt(const MacdExtOptions& options = {})
      : fast_(options.fast_kind, options.fast),
        slow_(options.slow_kind, options.slow),
        signal_(options.signal_kind, options.signal),
        skip_(slow_.warm_up() - fast_.warm_up()) {
    CHECK(skip_ >= 0, "the fast average warms up no later than the slow one");
  }

  std::optional<MacdValue> Update(double x) {
    const auto slow = slow_.Update(x);
    if (skip_ > 0) [[unlikely]] {
      --skip_;
      return std::nullopt;
    }
    const auto fast = fast_.Update(x);
    if (!slow) [[unlikely]] {
      return std::nullopt;
    }
    const double macd = *fast - *slow;
    const auto signal = signal_.Update(macd);
    return signal ? std::optional(MacdValue{macd, *signal, macd - *signal}) : std::nullopt;
  }

  int warm_up() const { return slow_.warm_up() + signal_.warm_up() - 1; }

 private:
  Average fast_, slow_, signal_;
  int skip_;
};

}  // namespace keel::indicators
