// SPDX-License-Identifier: MIT
#include <algorithm>
#include <vector>

#include "metrics/statistics.h"

namespace keel::metrics {

/// Sum of daily returns over the product of ulcer index and pitfall, the pitfall being the mean of
/// the worst 5 % of daily drawdowns over the deviation of daily returns.
/// Source: KeyQuant 2015; QuantStats assumes normal drawdowns.
std::optional<double> SerenityIndex(const Prepared& p) {
  std::vector<double> falls;
  for (const double depth : p.daily_underwater) falls.push_back(-depth);
  std::sort(falls.begin(), falls.end());
  const auto tail = LowerTailMean(falls, 0.05);
  const auto pitfall =
      Ratio(tail ? std::optional(-*tail) : std::nullopt, p.daily_moments.deviation);
  const auto ulcer = UlcerIndex(p);
  if (!pitfall || !ulcer) return std::nullopt;
  return Ratio(p.daily_moments.sum, *ulcer * *pitfall);
}

}  // namespace keel::metrics
