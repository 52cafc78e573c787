// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Sum of positive over sum of negative daily returns, the threshold being 0.
/// Source: Keating and Shadwick 2002; QuantStats.
std::optional<double> Omega(const Prepared& p) {
  return Ratio(p.daily_signs.won, p.daily_signs.lost);
}

}  // namespace keel::metrics
