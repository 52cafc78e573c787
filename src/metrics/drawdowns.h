// SPDX-License-Identifier: MIT
// A drawdown is a stretch below the highest equity so far: from that peak over the deepest point to
// the recovery. Depths are positive fractions of the peak.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "metrics/series.h"

namespace keel::metrics {

/// Indexes into the equity that it was found in.
struct Drawdown {
  size_t peak = 0;                 ///< last point at the peak
  size_t trough = 0;               ///< first deepest point
  std::optional<size_t> recovery;  ///< first point back at the peak; absent while it lasts
  double depth = 0;                ///< fraction of the peak lost, in (0, 1]
};

/// Fraction below the running peak, for each point, in [0, 1]: a loss of more than everything
/// counts as everything.
double DrawdownDepth(double peak, double equity);
std::vector<double> DrawdownSeries(std::span<const double> equity);

/// All drawdowns in time order.
std::vector<Drawdown> FindDrawdowns(std::span<const double> equity);

/// One line of the table of worst drawdowns.
struct DrawdownRow {
  base::UnixNanos start;  ///< the peak
  base::UnixNanos trough;
  std::optional<base::UnixNanos> end;  ///< the recovery; absent while it lasts
  double depth = 0;
  double days = 0;                      ///< from the peak to the end, or to the last point
  std::optional<double> recovery_days;  ///< from the trough to the end
};

/// The `count` deepest drawdowns over every equity point, deepest first, ties in time order.
std::vector<DrawdownRow> WorstDrawdowns(const EquitySeries& series, size_t count);

}  // namespace keel::metrics
