// SPDX-License-Identifier: MIT
// What an invented market looks like. Its truth (regimes, volatility, correlation, jumps) is known,
// so a model can be judged against it; and nothing made from it may pass for a real market.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/bar.h"
#include "core/symbol.h"
#include "core/timeframe.h"

namespace keel::sim::synthetic {

/// One invented coin. Rates are a year (365 days) and in logarithms of the price.
struct AssetSpec {
  core::Symbol symbol = {};
  double start_price = 100;
  double volatility = 0.8;      ///< annual, long-run, before regimes and jumps
  double market_loading = 0.7;  ///< correlation of its shocks with the common factor, [0, 1)
  double daily_turnover = 5e7;  ///< quote currency, long-run
  double spread_bps = 2;        ///< full spread at long-run volatility
  int price_decimals = 2;       ///< the tick is 10^-n
  int volume_decimals = 4;      ///< the lot is 10^-n
  double jumps_a_year = 12;     ///< own jumps, compound Poisson
  double jump_size = 0.05;      ///< standard deviation of a jump
  std::optional<double> delisted_after = {};  ///< fraction of the range, (0, 1)
};

/// How the whole market behaves while the hidden state lasts. All assets share the state.
struct RegimeSpec {
  double mean_days = 20;  ///< expected duration; the durations are exponential
  double volatility = 1;  ///< multiplies every asset's volatility
  double drift = 0;       ///< annual, of the market; a trend draws its sign when it begins
};

/// A market: what is traded, when, and the truth behind it.
struct SyntheticSpec {
  std::vector<AssetSpec> assets = {};
  core::Timeframe timeframe = core::Timeframe::Of(base::Hours(1));
  base::TimeRange range = {};  ///< both ends finite; bars lie wholly inside it

  RegimeSpec calm{.mean_days = 25, .volatility = 0.6, .drift = 0.35};
  RegimeSpec trend{.mean_days = 18, .volatility = 0.9, .drift = 1.2};
  RegimeSpec turbulent{.mean_days = 6, .volatility = 1.9, .drift = -0.3};
  double trend_up_probability = 0.62;
  double volatility_half_life_days = 3;  ///< of a shock to an asset's conditional variance
  double volatility_kurtosis = 6;        ///< of returns, from clustering alone (> 3)
  double common_jumps_a_year = 8;        ///< all assets together
  double common_jump_size = 0.05;        ///< standard deviation, at loading 1
  double common_jump_mean = -0.01;       ///< crashes are more common than leaps
};

/// The first `assets` (1 to 26) coins of a fixed cast: ALFA/USDT, BRAVO/USDT, CHARLIE/USDT, ... The
/// last of two or more is delisted at three quarters of the range. kUsage for another number.
base::Result<SyntheticSpec> DefaultSpec(int64_t assets, core::Timeframe timeframe,
                                        base::TimeRange range);

/// One invented series.
struct SyntheticSeries {
  core::Symbol symbol = {};
  std::vector<core::Bar> bars = {};
  double spread_bps = 0;  ///< full spread, mean over the bars: wider when volatility is high
  int price_decimals = 2;
  int volume_decimals = 4;
  std::optional<base::UnixNanos> delisted_at = {};  ///< close of the last bar, where trading ended
};

}  // namespace keel::sim::synthetic
