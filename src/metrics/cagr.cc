// SPDX-License-Identifier: MIT
#include <cmath>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Compound annual growth: (final / start)^(365 / elapsed days) - 1; absent for less than a day.
/// Source: freqtrade; QuantStats counts trading days instead of elapsed ones.
std::optional<double> Cagr(const Prepared& p) {
  if (p.days < 1 || p.final_equity() < 0) return std::nullopt;
  return std::pow(p.final_equity() / p.start_equity(), kDaysPerYear / p.days) - 1;
}

}  // namespace keel::metrics
