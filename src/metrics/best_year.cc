// SPDX-License-Identifier: MIT
#include <algorithm>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Largest return of a calendar year, partial ones included.
/// Source: QuantStats.
std::optional<double> BestYear(const Prepared& p) {
  if (p.years.empty()) return std::nullopt;
  return std::ranges::max(p.years, {}, &PeriodReturn::value).value;
}

}  // namespace keel::metrics
