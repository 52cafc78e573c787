// SPDX-License-Identifier: MIT
// The variance recursions in plain words, for filtering and simulating; the likelihood's pass has
// its own, fused with the derivatives, and a test holds the two together.
#pragma once

#include <algorithm>
#include <cmath>

#include "models/volatility/internal/garch_likelihood.h"

namespace keel::models::internal {

/// sigma^2_1 from the variance before it.
inline double FirstVariance(const GarchSpec& spec, const GarchParams& p, double before) {
  if (spec.model == VarianceModel::kEgarch) {
    return std::exp(
        std::clamp(p.omega + p.beta * std::log(before), -kMaxLogVariance, kMaxLogVariance));
  }
  return p.omega + (p.alpha + 0.5 * p.gamma + p.beta) * before;
}

/// sigma^2_{t+1} from sigma^2_t and the residual e_t. `gamma` of a plain GARCH must be 0.
inline double NextVariance(const GarchSpec& spec, const GarchParams& p, double variance,
                           double residual) {
  if (spec.model == VarianceModel::kEgarch) {
    const double z = residual / std::sqrt(variance);
    const double log_variance = p.omega + p.alpha * (std::abs(z) - kMeanAbsoluteNormal) +
                                p.gamma * z + p.beta * std::log(variance);
    return std::exp(std::clamp(log_variance, -kMaxLogVariance, kMaxLogVariance));
  }
  const double alpha = residual < 0 ? p.alpha + p.gamma : p.alpha;
  return p.omega + alpha * residual * residual + p.beta * variance;
}

}  // namespace keel::models::internal
