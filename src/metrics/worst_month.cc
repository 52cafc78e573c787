// SPDX-License-Identifier: MIT
#include <algorithm>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Smallest return of a calendar month, partial ones included.
/// Source: QuantStats.
std::optional<double> WorstMonth(const Prepared& p) {
  if (p.months.empty()) return std::nullopt;
  return std::ranges::min(p.months, {}, &PeriodReturn::value).value;
}

}  // namespace keel::metrics
