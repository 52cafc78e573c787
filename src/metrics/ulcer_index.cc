// SPDX-License-Identifier: MIT
#include <cmath>

#include "metrics/statistics.h"

namespace keel::metrics {

/// sqrt(sum of squared drawdowns of daily closes / (n - 1)).
/// Source: Martin and McCann 1989; QuantStats (the source divides by n).
std::optional<double> UlcerIndex(const Prepared& p) {
  if (p.daily_underwater.size() < 2) return std::nullopt;
  double squares = 0;
  for (const double depth : p.daily_underwater) squares += depth * depth;
  return std::sqrt(squares / static_cast<double>(p.daily_underwater.size() - 1));
}

}  // namespace keel::metrics
