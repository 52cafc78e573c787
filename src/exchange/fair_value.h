// SPDX-License-Identifier: MIT
// What a coin is worth right now, which the members of the market quote around: the synthetic
// market's own minutes, past ones as history, the present one as a bridge to its close.
#pragma once

#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "core/bar.h"
#include "sim/synthetic/asset_path.h"
#include "sim/synthetic/market_factor.h"
#include "sim/synthetic/spec.h"

namespace keel::exchange {

class FairValue {
 public:
  /// `spec` outlives it; its range begins where history does and is open at the end.
  FairValue(const sim::synthetic::SyntheticSpec& spec, size_t asset, uint64_t seed);

  /// The minutes until `now`, whole ones, oldest first; to be called once, before Advance.
  std::vector<core::Bar> History(base::UnixNanos now);
  /// Moves on to `now`, which does not go back.
  void Advance(base::UnixNanos now);

  double price() const { return price_; }
  /// Full spread that its makers want, as a fraction.
  double spread() const { return path_.spread_bps() * 1e-4; }
  /// How the price moved within the last half minute or so, as a fraction.
  double trend() const { return price_ / slow_price_ - 1; }

 private:
  core::Bar NextMinute();

  sim::synthetic::MarketFactor factor_;
  sim::synthetic::AssetPath path_;
  base::RandomStream bridge_;
  double minute_deviation_;  // of a log-return
  base::UnixNanos open_;     // of the minute that was drawn last
  base::UnixNanos time_;
  double price_;
  double slow_price_;
  double target_;  // the close of that minute
};

}  // namespace keel::exchange
