// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Final over starting equity, less 1.
/// Source: QuantStats (cumulative return); freqtrade (total profit %).
std::optional<double> TotalReturn(const Prepared& p) {
  return p.final_equity() / p.start_equity() - 1;
}

}  // namespace keel::metrics
