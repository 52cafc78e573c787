// SPDX-License-Identifier: MIT
#include "sim/bar_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace keel::sim {
namespace {

bool LowComesFirst(const core::Bar& bar, PathRule rule, bool holds_position) {
  switch (rule) {
    case PathRule::kPessimistic:
      return holds_position;
    case PathRule::kOptimistic:
      return !holds_position;
    case PathRule::kOpenHighLowClose:
      return false;
    case PathRule::kNearestExtreme:
      return bar.open - bar.low < bar.high - bar.open;
  }
  return false;
}

std::array<base::UnixNanos, 4> Thirds(base::UnixNanos from, base::UnixNanos to) {
  const int64_t third = (to - from).ns / 3;
  return {from, from + base::Nanoseconds(third), from + base::Nanoseconds(2 * third), to};
}

}  // namespace

base::Result<PathRule> ParsePathRule(std::string_view text) {
  static const std::vector<std::string> kNames = {"pessimistic", "optimistic", "ohlc", "nearest"};
  const auto at = std::find(kNames.begin(), kNames.end(), text);
  if (at != kNames.end()) return static_cast<PathRule>(at - kNames.begin());
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("unknown intrabar path \"{}\"{}; paths: {}", text,
                                base::DidYouMean(text, kNames), base::Join(kNames, ", ")));
}

BarPath::BarPath(const core::Bar& bar, base::UnixNanos close_time, PathRule rule,
                 bool holds_position)
    : times_(Thirds(bar.open_time, close_time)) {
  const bool low_first = LowComesFirst(bar, rule, holds_position);
  prices_ = {bar.open, low_first ? bar.low : bar.high, low_first ? bar.high : bar.low, bar.close};
}

BarPath BarPath::TurnedAt(base::UnixNanos now) const {
  if (now >= times_[1]) return *this;
  BarPath turned;
  turned.times_ = Thirds(std::max(now, times_[0]), times_[3]);
  turned.prices_ = {PriceAt(now), prices_[2], prices_[1], prices_[3]};
  return turned;
}

double BarPath::PriceAt(base::UnixNanos t) const {
  if (t <= times_[0]) return prices_[0];
  for (size_t i = 1; i < times_.size(); ++i) {
    if (t > times_[i]) continue;
    const double length = static_cast<double>((times_[i] - times_[i - 1]).ns);
    if (length <= 0) return prices_[i];
    const double share = static_cast<double>((t - times_[i - 1]).ns) / length;
    return prices_[i - 1] + share * (prices_[i] - prices_[i - 1]);
  }
  return prices_.back();
}

std::optional<BarPath::Point> BarPath::FirstCrossing(base::UnixNanos from, double level,
                                                     bool falling) const {
  const auto beyond = [&](double price) { return falling ? price <= level : price >= level; };
  base::UnixNanos at = std::max(from, times_[0]);
  if (at > times_.back()) return std::nullopt;
  double price = PriceAt(at);
  if (beyond(price)) return Point{at, price};
  for (size_t i = 1; i < times_.size(); ++i) {
    if (times_[i] < at) continue;
    if (beyond(prices_[i])) {
      const double share = (level - price) / (prices_[i] - price);
      const auto step = static_cast<int64_t>(share * static_cast<double>((times_[i] - at).ns));
      return Point{at + base::Nanoseconds(step), level};
    }
    at = times_[i];
    price = prices_[i];
  }
  return std::nullopt;
}

std::optional<BarPath::Point> BarPath::FirstRetreat(base::UnixNanos from, double fraction,
                                                    bool falling, double* best) const {
  base::UnixNanos at = std::max(from, times_[0]);
  if (at > times_.back()) return std::nullopt;
  double price = PriceAt(at);
  const auto level = [&] { return *best * (falling ? 1 - fraction : 1 + fraction); };
  const auto beyond = [&](double p) { return falling ? p <= level() : p >= level(); };
  if (beyond(price)) return Point{at, price};  // a gap through the stop
  *best = falling ? std::max(*best, price) : std::min(*best, price);
  for (size_t i = 1; i < times_.size(); ++i) {
    if (times_[i] < at) continue;
    if (beyond(prices_[i])) {
      const double share = (level() - price) / (prices_[i] - price);
      const auto step = static_cast<int64_t>(share * static_cast<double>((times_[i] - at).ns));
      return Point{at + base::Nanoseconds(step), level()};
    }
    at = times_[i];
    price = prices_[i];
    *best = falling ? std::max(*best, price) : std::min(*best, price);
  }
  return std::nullopt;
}

}  // namespace keel::sim
