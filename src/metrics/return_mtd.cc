// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Return of the last calendar month of the series.
/// Source: QuantStats.
std::optional<double> ReturnMtd(const Prepared& p) {
  if (p.months.empty()) return std::nullopt;
  return p.months.back().value;
}

}  // namespace keel::metrics
