// SPDX-License-Identifier: MIT
#include <algorithm>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Largest return of a calendar month, partial ones included.
/// Source: QuantStats.
std::optional<double> BestMonth(const Prepared& p) {
  if (p.months.empty()) return std::nullopt;
  return std::ranges::max(p.months, {}, &PeriodReturn::value).value;
}

}  // namespace keel::metrics
