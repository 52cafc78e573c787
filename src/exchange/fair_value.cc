// SPDX-License-Identifier: MIT
#include "exchange/fair_value.h"

#include <algorithm>
#include <cmath>

namespace keel::exchange {
namespace {

constexpr base::Duration kMinute = base::Minutes(1);
constexpr double kMinutesAYear = 365.0 * 24 * 60;
constexpr double kMemorySeconds = 30;
// The bridge is calmer than the minute as a whole, whose extremes no member needs to see.
constexpr double kBridgeShare = 0.6;

}  // namespace

FairValue::FairValue(const sim::synthetic::SyntheticSpec& spec, size_t asset, uint64_t seed)
    : factor_(spec, seed),
      path_(spec, spec.assets[asset], seed),
      bridge_(seed, "exchange.fair_value", asset),
      minute_deviation_(kBridgeShare * spec.assets[asset].volatility / std::sqrt(kMinutesAYear)),
      open_(spec.timeframe.OpenOf(spec.range.from) - kMinute),
      time_(open_ + kMinute),
      price_(spec.assets[asset].start_price),
      slow_price_(price_),
      target_(price_) {}

core::Bar FairValue::NextMinute() {
  open_ = open_ + kMinute;
  const core::Bar bar = path_.Next(open_, open_ + kMinute, factor_.Next(open_, open_ + kMinute));
  target_ = bar.close;
  return bar;
}

std::vector<core::Bar> FairValue::History(base::UnixNanos now) {
  std::vector<core::Bar> bars;
  while (open_ + kMinute + kMinute <= now) bars.push_back(NextMinute());
  time_ = open_ + kMinute;
  price_ = slow_price_ = target_;
  NextMinute();
  return bars;
}

void FairValue::Advance(base::UnixNanos now) {
  while (now > time_) {
    const base::UnixNanos close = open_ + kMinute;
    const base::UnixNanos to = std::min(now, close);
    const double step = (to - time_).seconds(), left = (close - time_).seconds();
    if (to == close) {
      price_ = target_;
    } else {
      const double deviation =
          minute_deviation_ * std::sqrt(step * (left - step) / left / kMinute.seconds());
      const double log_price = std::log(price_) + std::log(target_ / price_) * step / left;
      price_ = std::exp(log_price + deviation * bridge_.NextNormal());
    }
    slow_price_ += (price_ - slow_price_) * std::min(1.0, step / kMemorySeconds);
    time_ = to;
    if (to == close) NextMinute();
  }
}

}  // namespace keel::exchange
