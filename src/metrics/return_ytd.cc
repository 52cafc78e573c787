// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Return of the last calendar year of the series.
/// Source: QuantStats.
std::optional<double> ReturnYtd(const Prepared& p) {
  if (p.years.empty()) return std::nullopt;
  return p.years.back().value;
}

}  // namespace keel::metrics
