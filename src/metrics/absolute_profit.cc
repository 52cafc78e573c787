// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Final less starting equity.
/// Source: freqtrade.
std::optional<double> AbsoluteProfit(const Prepared& p) {
  return p.final_equity() - p.start_equity();
}

}  // namespace keel::metrics
