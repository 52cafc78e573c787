// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Pearson correlation of daily returns with the benchmark's.
/// Source: QuantStats.
std::optional<double> Correlation(const Prepared& p) {
  return p.paired ? p.paired->correlation() : std::nullopt;
}

}  // namespace keel::metrics
