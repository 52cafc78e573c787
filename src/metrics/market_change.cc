// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Total return of the benchmark.
/// Source: freqtrade.
std::optional<double> MarketChange(const Prepared& p) { return p.market_change; }

}  // namespace keel::metrics
