// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Covariance of daily returns with the benchmark's over the benchmark's variance.
/// Source: Sharpe 1964; QuantStats.
std::optional<double> Beta(const Prepared& p) { return p.paired ? p.paired->beta() : std::nullopt; }

}  // namespace keel::metrics
