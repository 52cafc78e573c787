// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Time of the first point back at that peak; absent while it lasts.
/// Source: QuantStats gives the last day below it.
std::optional<double> MaxDrawdownEnd(const Prepared& p) {
  if (!p.scan.deepest) return std::nullopt;
  const auto& series = p.inputs.strategy;
  const auto below = series.equity.begin() + static_cast<std::ptrdiff_t>(p.scan.deepest->trough);
  const double peak = series.equity[p.scan.deepest->peak];
  const auto back = std::find_if(below, series.equity.end(), [&](double e) { return e >= peak; });
  if (back == series.equity.end()) return std::nullopt;
  return UnixSeconds(series.times[static_cast<size_t>(back - series.equity.begin())]);
}

}  // namespace keel::metrics
