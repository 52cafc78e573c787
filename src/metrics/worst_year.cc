// SPDX-License-Identifier: MIT
#include <algorithm>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Smallest return of a calendar year, partial ones included.
/// Source: QuantStats.
std::optional<double> WorstYear(const Prepared& p) {
  if (p.years.empty()) return std::nullopt;
  return std::ranges::min(p.years, {}, &PeriodReturn::value).value;
}

}  // namespace keel::metrics
