// SPDX-License-Identifier: MIT
#include "metrics/moments.h"

#include <cmath>

#include "base/check.h"

namespace keel::metrics {

Moments MomentsOf(std::span<const double> values, double noise) {
  Moments m;
  m.count = values.size();
  if (values.empty()) return m;
  for (const double x : values) m.sum += x;
  const double n = static_cast<double>(values.size());
  const double mean = m.sum / n;
  m.mean = mean;
  if (values.size() < 2) return m;
  double m2 = 0, m3 = 0, m4 = 0;
  for (const double x : values) {
    const double d = x - mean;
    m2 += d * d;
    m3 += d * d * d;
    m4 += d * d * d * d;
  }
  const double deviation = std::sqrt(m2 / (n - 1));
  m.deviation = deviation <= noise ? 0.0 : deviation;
  if (*m.deviation == 0.0) return m;
  if (values.size() >= 3) m.skew = n * std::sqrt(n - 1) / (n - 2) * m3 / (m2 * std::sqrt(m2));
  if (values.size() >= 4) {
    const double scale = (n - 2) * (n - 3);
    m.kurtosis = n * (n + 1) * (n - 1) * m4 / (scale * m2 * m2) - 3 * (n - 1) * (n - 1) / scale;
  }
  return m;
}

std::optional<double> SortedQuantile(std::span<const double> ascending, double q) {
  CHECK(q >= 0 && q <= 1, "a quantile is asked for by a probability");
  if (ascending.empty()) return std::nullopt;
  const double position = q * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<size_t>(position);
  if (below + 1 >= ascending.size()) return ascending.back();
  const double share = position - static_cast<double>(below);
  return ascending[below] + share * (ascending[below + 1] - ascending[below]);
}

std::optional<double> Ratio(std::optional<double> numerator, std::optional<double> denominator) {
  if (!numerator || !denominator || *denominator == 0.0) return std::nullopt;
  return *numerator / *denominator;
}

}  // namespace keel::metrics
