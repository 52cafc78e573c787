// SPDX-License-Identifier: MIT
// What would be held by somebody who follows a signal exactly, without costs: what it earns, how
// much of that is timing, and how much must be traded for it.
#pragma once

#include <optional>
#include <vector>

#include "research/alpha/information.h"

namespace keel::research {

/// What signals mean.
enum class SignalScale {
  kFree,   ///< only ratios matter: positions are scaled to a mean gross of 1
  kShare,  ///< shares of equity, held as they are
};

/// Shares of capital held from the close of each row on, rows x pairs. Over time a position is
/// proportional to its signal; of a section each signal counts from the mean of its row, so that
/// the positions of a row add up to 0. Without a signal nothing is held; where a bar is missing,
/// what was held before.
struct AlphaPositions {
  std::vector<double> shares;
  std::vector<double> profits;  ///< by row: of what was held, since the row before
  double mean_gross = 0;        ///< mean over rows of the sum of |share|
  double trend_profit = 0;      ///< what the mean position of each pair made in all of its returns
};
AlphaPositions HoldSignal(const AlphaPanel& panel, IcKind kind, SignalScale scale);

/// Per year of 365 days, as fractions of capital.
struct AlphaYield {
  double gross = 0;  ///< return of the positions before costs
  double trend = 0;  ///< what holding each pair's mean position all the time would have made
  double alpha = 0;  ///< over time gross - trend, of a section gross: what the signal's moves made
  std::optional<double> t;      ///< of the alpha's daily values, Newey-West; absent below 30 days
  double turnover_per_day = 0;  ///< sum of |change of share|, buys and sells
  std::optional<double> holding_days;  ///< 2 mean gross / turnover; absent where nothing trades
  double mean_gross = 0;
};
AlphaYield MeasureYield(const AlphaPanel& panel, const AlphaPositions& positions, IcKind kind);

/// Profit of each UTC day, by the close of the rows.
std::vector<double> DailyProfits(const AlphaPanel& panel, const AlphaPositions& positions);

}  // namespace keel::research
