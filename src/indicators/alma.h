// SPDX-License-Identifier: MIT
// An average under a Gaussian bell that may be moved towards the newest values.
#pragma once

#include <cmath>
#include <optional>
#include <vector>

#include "base/check.h"
#include "indicators/internal/convolution.h"

namespace keel::indicators {

/// Arnaud Legoux moving average: weights exp(-(i - offset (n - 1))^2 / (2 (n / sigma)^2)) for
/// i = 0 (oldest) .. n - 1. Offset in [0, 1], sigma > 0.
class Alma {
 public:
  explicit Alma(int period, double offset = 0.85, double sigma = 6.0)
      : bell_(Weights(period, offset, sigma)) {}

  std::optional<double> Update(double x) { return bell_.Update(x); }

  int warm_up() const { return bell_.period(); }

 private:
  static std::vector<double> Weights(int period, double offset, double sigma) {
    CHECK(period >= 1 && sigma > 0, "period and sigma are positive");
    std::vector<double> weights(static_cast<size_t>(period));
    for (int i = 0; i < period; ++i) {
      const double z = (i - offset * (period - 1)) / (period / sigma);
      weights[static_cast<size_t>(i)] = std::exp(-0.5 * z * z);
    }
    return weights;
  }

  internal::Convolution bell_;
};

}  // namespace keel::indicators
