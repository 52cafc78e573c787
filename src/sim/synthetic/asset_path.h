// SPDX-License-Identifier: MIT
// One invented coin: its own clustering volatility, shocks, jumps and volume on top of the common
// factor, and the candle that a venue would have printed.
#pragma once

#include <cstdint>

#include "base/random.h"
#include "base/time.h"
#include "core/bar.h"
#include "sim/synthetic/market_factor.h"
#include "sim/synthetic/spec.h"

namespace keel::sim::synthetic {

/// GJR-GARCH(1,1) [Glosten, Jagannathan, Runkle 1993] with long-run variance 1:
///   h' = (1 - p) + (a + g [z < 0]) h z^2 + b h,   p = a + g/2 + b.
/// Persistence and kurtosis are given instead of a, b, g, so that bars of any length cluster alike:
/// p = 2^(-1 / half-life in bars), and (a + g/2)^2 = (1 - p^2)(1 - 3 / kurtosis) / 2 [Bollerslev
/// 1986], where bad news counts g/a = 4/3 more than good news.
class UnitGjr {
 public:
  /// `half_life` in bars, > 0; `kurtosis` > 3.
  UnitGjr(double half_life, double kurtosis);
  double variance() const { return variance_; }
  /// Moves on by one bar whose standardised shock was `z`.
  void Update(double z) {
    const double news = z < 0 ? alpha_ + gamma_ : alpha_;
    variance_ = omega_ + (news * z * z + beta_) * variance_;
  }

 private:
  double omega_ = 0, alpha_ = 0, gamma_ = 0, beta_ = 0;
  double variance_ = 1;
};

/// Walks one asset bar by bar.
class AssetPath {
 public:
  AssetPath(const SyntheticSpec& spec, const AssetSpec& asset, uint64_t seed);
  /// The candle [open, close), its prices on the tick and its volume on the lot, high and low
  /// around open and close.
  core::Bar Next(base::UnixNanos open, base::UnixNanos close, const FactorStep& common);
  /// When trading ends (never: the end of the range) and what the spread was in the last bar.
  base::UnixNanos ends() const { return ends_; }
  double spread_bps() const { return spread_bps_; }

 private:
  struct Walk {
    double high, low;  ///< log-prices
    double z;          ///< standardised shock of the whole bar, jumps left out
  };
  Walk WalkBar(double drift, double deviation, double jump, const FactorStep& common);
  double Decay(base::UnixNanos open) const;
  double ToTick(double log_price) const;

  const AssetSpec& asset_;
  base::RandomStream shocks_;
  base::RandomStream extremes_;
  base::RandomStream volumes_;
  JumpClock jumps_;
  UnitGjr garch_;
  base::UnixNanos ends_;
  double own_loading_;
  double price_scale_, volume_scale_;  ///< ticks and lots in one unit
  double log_price_;
  double last_close_;
  double spread_bps_;
};

}  // namespace keel::sim::synthetic
