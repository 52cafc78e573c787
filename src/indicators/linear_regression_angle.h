// SPDX-License-Identifier: MIT
// The slope of the regression line as an angle; it depends on the unit of the price.
#pragma once

#include <cmath>
#include <numbers>
#include <optional>

#include "indicators/linear_regression.h"

namespace keel::indicators {

/// atan(slope) in degrees, of the line through the last `period` values (TA-Lib LINEARREG_ANGLE).
class LinearRegressionAngle {
 public:
  explicit LinearRegressionAngle(int period) : line_(period) {}

  std::optional<double> Update(double x) {
    const auto line = line_.Update(x);
    return line ? std::optional(std::atan(line->slope) * (180.0 / std::numbers::pi)) : std::nullopt;
  }

  int warm_up() const { return line_.warm_up(); }

 private:
  LinearRegression line_;
};

}  // namespace keel::indicators
