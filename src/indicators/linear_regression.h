// SPDX-License-Identifier: MIT
// The straight line through a window, by least squares over time.
#pragma once

#include <optional>

#include "base/check.h"
#include "indicators/internal/folds.h"

namespace keel::indicators {

/// Of the line a + b t, t = 0 (oldest) .. n - 1 (newest).
struct LinearRegressionValue {
  double value = 0;      ///< at the newest time, TA-Lib's LINEARREG
  double slope = 0;      ///< per update, LINEARREG_SLOPE
  double intercept = 0;  ///< at the oldest time, LINEARREG_INTERCEPT
  double forecast = 0;   ///< one update ahead, TSF
};

/// Least-squares line through the last `period` values. Requires period >= 2.
class LinearRegression {
 public:
  explicit LinearRegression(int period) : window_(period), n_(period) {
    CHECK(period >= 2, "a line needs two points");
    inverse_sxx_ = 12.0 / (n_ * (n_ * n_ - 1));
  }

  std::optional<LinearRegressionValue> Update(double x) {
    const auto line = window_.Push(x);
    if (!window_.full()) [[unlikely]] {
      return std::nullopt;
    }
    // The weights run 1..n, and their mean is (n + 1) / 2.
    const double mean = line.sum / n_;
    const double slope = (line.weighted - line.sum * (n_ + 1) * 0.5) * inverse_sxx_;
    const double newest = line.origin + mean + slope * (n_ - 1) * 0.5;
    return LinearRegressionValue{newest, slope, newest - slope * (n_ - 1), newest + slope};
  }

  int warm_up() const { return window_.period(); }

 private:
  internal::WindowLine window_;
  double n_;
  double inverse_sxx_ = 0;
};

}  // namespace keel::indicators
