// SPDX-License-Identifier: MIT
// A signal and the prices that it speaks of, side by side on one grid of bars: all that the
// measures of an alpha look at, whoever said it (a driver, a strategy, a feature, a file).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/bar.h"
#include "core/timeframe.h"

namespace keel::research {

/// The bars of one pair.
struct PanelSource {
  std::string pair;
  std::span<const core::Bar> bars;     ///< oldest first
  std::optional<double> declared_adv;  ///< base units a day, for a series without volumes
};

/// One row for each bar of the timeframe between the first and the last close, gaps included, and
/// one column a pair; cells are row by row.
struct AlphaPanel {
  core::Timeframe timeframe;
  std::vector<std::string> pairs;
  std::vector<base::UnixNanos> times;          ///< closes, when a signal is known
  std::vector<std::optional<double>> closes;   ///< absent where the bar is missing
  std::vector<std::optional<double>> signals;  ///< absent where nothing is said
  std::vector<double>
      daily_values;  ///< average traded value of 30 days, quote currency; 0: unknown
  std::vector<double> daily_volatilities;  ///< of log returns, 30 days
  size_t off_grid = 0;                     ///< bars that open between two rows, left out

  size_t rows() const { return times.size(); }
  size_t Cell(size_t row, size_t pair) const { return row * pairs.size() + pair; }
  double days() const { return static_cast<double>(rows()) * timeframe.period().seconds() / 86400; }
  /// The row whose bar closed at that time.
  std::optional<size_t> RowAt(base::UnixNanos close) const;
  /// Simple return of the pair between two rows; absent where either has no close or is beyond the
  /// end.
  std::optional<double> Return(size_t from, size_t to, size_t pair) const;
};

/// The grid with closes and liquidity, without a signal. kUsage where there are no bars.
base::Result<AlphaPanel> MakePanel(core::Timeframe timeframe, std::span<const PanelSource> sources);

}  // namespace keel::research
