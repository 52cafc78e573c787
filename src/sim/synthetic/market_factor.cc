// SPDX-License-Identifier: MIT
#include "sim/synthetic/market_factor.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace keel::sim::synthetic {
namespace {

base::Duration ExponentialWait(base::RandomStream& stream, double mean_days) {
  const double days = -std::log(stream.NextOpenUniform()) * mean_days;
  return {std::max<int64_t>(1, static_cast<int64_t>(days * static_cast<double>(base::Days(1).ns)))};
}

// Busiest when Europe and America are awake, quietest at the weekend's night.
double ActivityOfHour(int64_t hour_of_week) {
  const double hour = static_cast<double>(hour_of_week % 24);
  const double angle = 2.0 * std::numbers::pi / 24.0;
  const double of_day =
      1.0 + 0.40 * std::cos(angle * (hour - 15)) + 0.15 * std::cos(2 * angle * (hour - 2));
  const bool weekend = hour_of_week >= 5 * 24;
  return of_day * (weekend ? 0.7 : 1.0);
}

// Hours since a Monday, modulo a week. 1970-01-05 was a Monday.
size_t HourOfWeek(base::UnixNanos t) {
  const int64_t week = 7 * 24;
  const int64_t hours = (t - base::UnixNanos{base::Days(4).ns}) / base::Hours(1);
  return static_cast<size_t>((hours % week + week) % week);
}

}  // namespace

JumpClock::JumpClock(base::RandomStream stream, base::UnixNanos start, double mean_days)
    : stream_(stream), next_(start), mean_days_(mean_days) {
  Wait();
}

void JumpClock::Wait() {
  next_ = mean_days_ > 0 && std::isfinite(mean_days_) ? next_ + ExponentialWait(stream_, mean_days_)
                                                      : base::kEndOfTime;
}

double JumpClock::SumUntil(base::UnixNanos to, double mean, double deviation) {
  double sum = 0;
  while (next_ < to) {
    sum += mean + deviation * stream_.NextNormal();
    Wait();
  }
  return sum;
}

MarketFactor::MarketFactor(const SyntheticSpec& spec, uint64_t seed)
    : spec_(spec),
      regimes_(seed, "synthetic.regime"),
      shocks_(seed, "synthetic.common_shock"),
      jumps_(base::RandomStream(seed, "synthetic.common_jump"), spec.range.from,
             365.0 / spec.common_jumps_a_year),
      regime_ends_(spec.range.from + ExponentialWait(regimes_, spec.calm.mean_days)) {
  for (size_t i = 0; i < activity_.size(); ++i) {
    activity_[i] = ActivityOfHour(static_cast<int64_t>(i));
  }
  const double mean = std::accumulate(activity_.begin(), activity_.end(), 0.0) /
                      static_cast<double>(activity_.size());
  for (double& activity : activity_) activity /= mean;
}

const RegimeSpec& MarketFactor::current() const {
  switch (regime_) {
    case Regime::kCalm:
      return spec_.calm;
    case Regime::kTrend:
      return spec_.trend;
    case Regime::kTurbulent:
      break;
  }
  return spec_.turbulent;
}

// From each regime to one of the other two. Turbulence rarely begins out of calm.
void MarketFactor::EnterNextRegime() {
  const double u = regimes_.NextUniform();
  switch (regime_) {
    case Regime::kCalm:
      regime_ = u < 0.7 ? Regime::kTrend : Regime::kTurbulent;
      break;
    case Regime::kTrend:
      regime_ = u < 0.5 ? Regime::kCalm : Regime::kTurbulent;
      break;
    case Regime::kTurbulent:
      regime_ = u < 0.6 ? Regime::kCalm : Regime::kTrend;
      break;
  }
  trend_sign_ = regimes_.NextUniform() < spec_.trend_up_probability ? 1.0 : -1.0;
  regime_ends_ = regime_ends_ + ExponentialWait(regimes_, current().mean_days);
}

FactorStep MarketFactor::Next(base::UnixNanos open, base::UnixNanos close) {
  while (regime_ends_ <= open) EnterNextRegime();
  const bool has_hours = close - open < base::Days(1);
  FactorStep step{.regime = regime_,
                  .drift = current().drift * (regime_ == Regime::kTrend ? trend_sign_ : 1.0),
                  .volatility = current().volatility,
                  .activity = has_hours ? activity_[HourOfWeek(open)] : 1.0,
                  .jump = jumps_.SumUntil(close, spec_.common_jump_mean, spec_.common_jump_size)};
  for (double& shock : step.shock) shock = shocks_.NextNormal();
  return step;
}

}  // namespace keel::sim::synthetic
