// SPDX-License-Identifier: MIT
#include "exchange/rate_limits.h"

#include <algorithm>

namespace keel::exchange {
namespace {

constexpr size_t kMostAddresses = 10'000;
constexpr int kPatience = 20;  // requests that may follow a 429 before the ban

int64_t SecondsUntilNext(const LimitRule& rule, base::UnixNanos now) {
  const base::Duration left{rule.span.ns - now.ns % rule.span.ns};
  return left.ns / base::Seconds(1).ns + 1;
}

LimitRefusal Banned(base::UnixNanos until, base::UnixNanos now) {
  return {{-1003,
           fmt::format("Way too much request weight used; IP banned until {}. Please use WebSocket "
                       "Streams for live updates to avoid bans.",
                       until.ns / 1'000'000),
           418},
          (until - now) / base::Seconds(1) + 1};
}

}  // namespace

void WriteLimit(base::JsonWriter& json, const LimitRule& rule, std::optional<int64_t> count) {
  json.BeginObject().Key("rateLimitType").String(rule.type).Key("interval").String(rule.interval);
  json.Key("intervalNum").Number(rule.number).Key("limit").Number(rule.limit);
  if (count) json.Key("count").Number(*count);
  json.EndObject();
}

std::optional<LimitRefusal> AddressLimits::Admit(const std::string& address, int weight,
                                                 base::UnixNanos now) {
  const LimitRule& rule = kLimitRules[kWeightMinute];
  if (!visitors_.contains(address) && visitors_.size() >= kMostAddresses) {
    std::erase_if(visitors_, [&](const auto& entry) {
      return entry.second.weight.At(rule, now) == 0 && entry.second.banned_until < now;
    });
    if (visitors_.size() >= kMostAddresses) visitors_.erase(visitors_.begin());
  }
  Visitor& visitor = visitors_[address];
  if (now < visitor.banned_until) return Banned(visitor.banned_until, now);
  if (visitor.weight.At(rule, now) + weight <= rule.limit) {
    visitor.weight.Add(rule, now, weight);
    return std::nullopt;
  }
  const int64_t window = now.ns / rule.span.ns;
  visitor.ignored = visitor.ignored_window == window ? visitor.ignored + 1 : 1;
  visitor.ignored_window = window;
  if (visitor.ignored > kPatience) {
    visitor.banned_until = now + visitor.next_ban;
    visitor.next_ban = std::min(visitor.next_ban * 2, base::Days(3));
    return Banned(visitor.banned_until, now);
  }
  return LimitRefusal{
      {-1003,
       fmt::format("Too much request weight used; current limit is {} request weight per 1 MINUTE. "
                   "Please use WebSocket Streams for live updates to avoid polling the API.",
                   rule.limit),
       429},
      SecondsUntilNext(rule, now)};
}

int64_t AddressLimits::used(const std::string& address, base::UnixNanos now) const {
  const auto visitor = visitors_.find(address);
  return visitor == visitors_.end() ? 0
                                    : visitor->second.weight.At(kLimitRules[kWeightMinute], now);
}

std::optional<LimitRefusal> OrderLimits::Admit(AccountId account, base::UnixNanos now) {
  auto& counts = counts_[account];
  for (const size_t index : {kOrdersTenSeconds, kOrdersDay}) {
    const LimitRule& rule = kLimitRules[index];
    if (counts[index].At(rule, now) < rule.limit) continue;
    return LimitRefusal{{-1015,
                         fmt::format("Too many new orders; current limit is {} orders per {}{}.",
                                     rule.limit, rule.number == 1 ? "" : "10 ", rule.interval),
                         429},
                        SecondsUntilNext(rule, now)};
  }
  for (const size_t index : {kOrdersTenSeconds, kOrdersDay}) {
    counts[index].Add(kLimitRules[index], now, 1);
  }
  return std::nullopt;
}

int64_t OrderLimits::used(AccountId account, size_t rule, base::UnixNanos now) const {
  const auto counts = counts_.find(account);
  return counts == counts_.end() ? 0 : counts->second[rule].At(kLimitRules[rule], now);
}

}  // namespace keel::exchange
