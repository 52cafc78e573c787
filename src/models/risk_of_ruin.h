// SPDX-License-Identifier: MIT
// How deep a strategy's account may fall, how long it stays under water, and whether it lives
// through the year: its own returns are drawn again in blocks, with the costs that do not shrink
// with the account, so that a small one dies of what a large one does not notice.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"

namespace keel::models {

struct RuinSettings {
  size_t horizon = 365;  ///< periods of the returns; a year of daily returns by default
  size_t paths = 10'000;
  /// Periods beyond the horizon for which an account that ends in its deepest fall is followed, for
  /// the time of its recovery only.
  size_t recovery_wait = 0;
  double mean_block = 20;      ///< expected periods a block lasts, >= 1; 1 draws independently
  double fixed_cost = 0;       ///< money a period, whatever the capital, >= 0
  double minimum_capital = 0;  ///< money, >= 0; at or below it the account cannot trade: ruin
  double ruin_share = 0;       ///< share of the start, in [0, 1), at or below which it is ruin too
  uint64_t seed = 1;
  int jobs = 1;  ///< threads, 0: all cores; changes no byte of the result
  /// Told now and then, on the caller's thread, how many paths are done; false stops with
  /// kInterrupted. May be empty.
  std::function<bool(size_t)> progress;
};

inline constexpr std::array<double, 5> kDrawdownPercentiles = {0.50, 0.75, 0.90, 0.95, 0.99};

struct DrawdownPercentile {
  double percentile = 0;  ///< share of paths that are no worse
  double depth = 0;       ///< deepest fall from a peak, fraction of the peak
  /// Periods from that peak until it is reached again ("under water"). A path that is still under
  /// water at the end (of the horizon, or of the wait beyond it), or ruined, is worse than any that
  /// recovered; absent where the percentile falls on such a path.
  std::optional<double> recovery_periods;
};

/// What happens to an account of one size.
struct RuinResult {
  double starting_capital = 0;
  double survival = 0;        ///< share of paths that never touch the barrier within the horizon
  double survival_error = 0;  ///< its standard error, sqrt(p (1 - p) / paths)
  double median_final = 0;    ///< money at the horizon; a ruined path keeps what it had at ruin
  std::array<DrawdownPercentile, kDrawdownPercentiles.size()> drawdowns;
  std::vector<double> depths;      ///< deepest fall of each path, ascending
  std::vector<double> ruin_times;  ///< periods until the barrier, of each ruined path, ascending
};

/// Simulates capital_{t+1} = capital_t (1 + r) - fixed_cost for each starting capital, r drawn from
/// `returns` by the stationary bootstrap: a block begins anywhere and goes on, around the end, with
/// probability 1 - 1 / mean_block [Politis, Romano 1994]. All capitals meet the same draws, one
/// random stream a path, so that the results do not depend on which others are asked for. The
/// barrier is the larger of minimum_capital and ruin_share of the start, seen at the end of each
/// period only. kUsage for fewer than 2 returns, returns that are not finite or below -1, no
/// capital, a capital that is not above its barrier, or settings outside their ranges.
base::Result<std::vector<RuinResult>> RiskOfRuin(std::span<const double> returns,
                                                 std::span<const double> starting_capitals,
                                                 const RuinSettings& settings);

}  // namespace keel::models
