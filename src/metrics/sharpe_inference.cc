// SPDX-License-Identifier: MIT
#include "metrics/sharpe_inference.h"

#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numbers>

namespace keel::metrics {
namespace {

double NormalQuantile(double probability) {
  return boost::math::quantile(boost::math::normal_distribution<double>(), probability);
}

/// x with P(Z > x) = tail; precise where 1 - tail would round.
double UpperNormalQuantile(double tail) { return -NormalQuantile(tail); }

}  // namespace

double SharpeVariance(const SharpeEstimate& e) {
  return 1 - e.skew * e.ratio + (e.kurtosis - 1) / 4 * e.ratio * e.ratio;
}

std::optional<double> ProbabilityAbove(const SharpeEstimate& estimate, double benchmark) {
  const double variance = SharpeVariance(estimate);
  if (!(variance > 0) || !(estimate.count >= 2)) return std::nullopt;
  const double z = (estimate.ratio - benchmark) * std::sqrt((estimate.count - 1) / variance);
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

std::optional<double> MinimumTrackRecord(const SharpeEstimate& estimate, double benchmark,
                                         double confidence) {
  const double variance = SharpeVariance(estimate);
  const double lead = estimate.ratio - benchmark;
  if (!(variance > 0) || !(lead > 0) || !(confidence >= 0.5 && confidence < 1)) return std::nullopt;
  const double z = NormalQuantile(confidence) / lead;
  return 1 + variance * z * z;
}

std::optional<double> ExpectedMaximumSharpe(double variance, size_t trials) {
  if (!(variance >= 0) || !std::isfinite(variance) || trials == 0) return std::nullopt;
  if (trials == 1) return 0;  // nothing was chosen
  const double tail = 1 / static_cast<double>(trials);
  const double best = (1 - std::numbers::egamma) * UpperNormalQuantile(tail) +
                      std::numbers::egamma * UpperNormalQuantile(tail / std::numbers::e);
  return std::sqrt(variance) * best;
}

std::optional<double> DeflatedSharpe(const SharpeEstimate& estimate, double variance,
                                     size_t trials) {
  const auto expected = ExpectedMaximumSharpe(variance, trials);
  if (!expected) return std::nullopt;
  return ProbabilityAbove(estimate, *expected);
}

}  // namespace keel::metrics
