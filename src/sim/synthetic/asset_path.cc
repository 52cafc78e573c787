// SPDX-License-Identifier: MIT
#include "sim/synthetic/asset_path.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/hash.h"

namespace keel::sim::synthetic {
namespace {

constexpr double kYearNs = 365.0 * 86400.0 * 1e9;
// A delisting is known for some weeks: the price loses nine tenths while people leave.
constexpr base::Duration kDecline = base::Days(45);
constexpr double kDeclineLogLoss = -2.302585092994046;
constexpr double kDeclineVolatility = 1.6;
constexpr double kDeclineVolume = 0.15;  // what is left of it on the last day

base::UnixNanos EndOf(const SyntheticSpec& spec, const AssetSpec& asset) {
  if (!asset.delisted_after) return spec.range.to;
  const double length = static_cast<double>((spec.range.to - spec.range.from).ns);
  return spec.range.from + base::Nanoseconds(static_cast<int64_t>(length * *asset.delisted_after));
}

base::RandomStream StreamOf(uint64_t seed, std::string_view component, const AssetSpec& asset) {
  return {seed, component, base::Hash64(asset.symbol.ToString())};
}

}  // namespace

UnitGjr::UnitGjr(double half_life, double kurtosis) {
  CHECK(half_life > 0 && kurtosis > 3, "volatility clusters with a half-life and fat tails");
  const double persistence = std::exp2(-1.0 / half_life);
  const double wanted = std::sqrt((1.0 - persistence * persistence) * (1.0 - 3.0 / kurtosis) / 2.0);
  const double news = std::min(wanted, 0.8 * persistence);  // bars as long as the half-life: b >= 0
  alpha_ = 0.6 * news;
  gamma_ = 0.8 * news;
  beta_ = persistence - news;
  omega_ = 1.0 - persistence;
}

AssetPath::AssetPath(const SyntheticSpec& spec, const AssetSpec& asset, uint64_t seed)
    : asset_(asset),
      shocks_(StreamOf(seed, "synthetic.shock", asset)),
      extremes_(StreamOf(seed, "synthetic.extreme", asset)),
      volumes_(StreamOf(seed, "synthetic.volume", asset)),
      jumps_(StreamOf(seed, "synthetic.jump", asset), spec.range.from, 365.0 / asset.jumps_a_year),
      garch_(spec.volatility_half_life_days * 86400.0 / spec.timeframe.period().seconds(),
             spec.volatility_kurtosis),
      ends_(EndOf(spec, asset)),
      own_loading_(std::sqrt(1.0 - asset.market_loading * asset.market_loading)),
      price_scale_(std::pow(10.0, asset.price_decimals)),
      volume_scale_(std::pow(10.0, asset.volume_decimals)),
      log_price_(std::log(asset.start_price)),
      last_close_(ToTick(log_price_)),
      spread_bps_(asset.spread_bps) {}

// 0 in ordinary times, rising to 1 on the day of the delisting.
double AssetPath::Decay(base::UnixNanos open) const {
  if (!asset_.delisted_after || open + kDecline < ends_) return 0;
  return 1.0 - (ends_ - open).seconds() / kDecline.seconds();
}

double AssetPath::ToTick(double log_price) const {
  return std::max(1.0, std::nearbyint(std::exp(log_price) * price_scale_)) / price_scale_;
}

// Steps of Brownian motion; between two of them the extremes of the bridge are drawn from their
// exact law: (a + b +- sqrt((b - a)^2 - 2 s^2 log u)) / 2 [Karatzas, Shreve 1991, 4.3.40].
AssetPath::Walk AssetPath::WalkBar(double drift, double deviation, double jump,
                                   const FactorStep& common) {
  const double step_drift = drift / kSubSteps;
  const double step_deviation = deviation / std::sqrt(static_cast<double>(kSubSteps));
  const double bridge = 2.0 * step_deviation * step_deviation;
  Walk walk{.high = log_price_, .low = log_price_, .z = 0};
  for (const double shock : common.shock) {
    const double z = asset_.market_loading * shock + own_loading_ * shocks_.NextNormal();
    const double from = log_price_;
    const double to = from + step_drift + step_deviation * z;
    const double span = (to - from) * (to - from);
    const double up = std::sqrt(span - bridge * std::log(extremes_.NextOpenUniform()));
    const double down = std::sqrt(span - bridge * std::log(extremes_.NextOpenUniform()));
    walk.high = std::max(walk.high, 0.5 * (from + to + up));
    walk.low = std::min(walk.low, 0.5 * (from + to - down));
    walk.z += z;
    log_price_ = to;
  }
  log_price_ += jump;
  walk.high = std::max(walk.high, log_price_);
  walk.low = std::min(walk.low, log_price_);
  walk.z /= std::sqrt(static_cast<double>(kSubSteps));
  return walk;
}

core::Bar AssetPath::Next(base::UnixNanos open, base::UnixNanos close, const FactorStep& common) {
  const double years = static_cast<double>((close - open).ns) / kYearNs;
  const double decay = Decay(open);
  const double relative =
      common.volatility * std::sqrt(garch_.variance()) * (decay > 0 ? kDeclineVolatility : 1.0);
  const double deviation = asset_.volatility * relative * std::sqrt(years * common.activity);
  double drift = asset_.market_loading * common.drift * years - 0.5 * deviation * deviation;
  if (decay > 0)
    drift +=
        kDeclineLogLoss * static_cast<double>((close - open).ns) / static_cast<double>(kDecline.ns);
  const double jump =
      asset_.market_loading * common.jump + jumps_.SumUntil(close, 0, asset_.jump_size);

  const Walk walk = WalkBar(drift, deviation, jump, common);
  garch_.Update(walk.z);
  spread_bps_ = asset_.spread_bps * std::sqrt(relative);

  core::Bar bar{.open_time = open, .open = last_close_, .close = ToTick(log_price_)};
  bar.high = std::max({ToTick(walk.high), bar.open, bar.close});
  bar.low = std::min({ToTick(walk.low), bar.open, bar.close});
  // E|z| is 0.8 and the log-normal's mean 1, so the long-run mean is the turnover that was asked
  // for.
  const double surprise = 0.5 + 0.625 * std::abs(walk.z) + 10.0 * std::abs(jump);
  const double noise = std::exp(0.45 * volumes_.NextNormal() - 0.5 * 0.45 * 0.45);
  const double turnover = asset_.daily_turnover * 365.0 * years * common.activity * relative *
                          surprise * noise * std::pow(kDeclineVolume, decay);
  bar.volume = std::max(1.0, std::nearbyint(turnover / bar.close * volume_scale_)) / volume_scale_;
  last_close_ = bar.close;
  return bar;
}

}  // namespace keel::sim::synthetic
