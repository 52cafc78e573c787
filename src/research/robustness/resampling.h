// SPDX-License-Identifier: MIT
// The same days and the same trades in another order: how much of a result was the order in which
// luck came.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace keel::research {

struct ResamplingSettings {
  int64_t draws = 1000;
  uint64_t seed = 1;
  int jobs = 0;  ///< threads, 0: all cores. Never changes a result
};

/// One value a draw, in the order of the draws; of the Sharpe ratios those that are defined.
struct DrawnReturns {
  double mean_block = 1;
  std::vector<double> total_return;
  std::vector<double> sharpe;        ///< annual, of daily returns, as the statistic "sharpe"
  std::vector<double> max_drawdown;  ///< at closes of days
};

/// As many days as there are, drawn from `daily` returns by the stationary bootstrap with the block
/// length that suits them (models::StationaryBlockLength). At least one return.
DrawnReturns BootstrapDays(std::span<const double> daily, const ResamplingSettings& settings);

struct ShuffledTrades {
  double max_drawdown = 0;        ///< of the trades in their own order
  std::vector<double> drawdowns;  ///< of each shuffled order, in the order of the draws
};

/// The trades' profits in other orders. A trade counts by its profit over the equity before it,
/// which began with `start_equity` (> 0) and moves by closed trades alone: so every order ends
/// alike, and only the way there differs.
ShuffledTrades ShuffleTrades(std::span<const double> profits, double start_equity,
                             const ResamplingSettings& settings);

}  // namespace keel::research
