// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Share of equity points with an open position.
/// Source: QuantStats counts days with a return, rounded up to 1 %.
std::optional<double> TimeInMarket(const Prepared& p) { return p.scan.time_in_market; }

}  // namespace keel::metrics
