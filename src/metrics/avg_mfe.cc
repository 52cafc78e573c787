// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean of the largest move in favour of each trade, as a fraction of its entry price (>= 0).
/// Source: Sweeney 1996.
std::optional<double> AvgMfe(const Prepared& p) {
  return Ratio(p.trades.mfe, static_cast<double>(p.trades.net.count()));
}

}  // namespace keel::metrics
