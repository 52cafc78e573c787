// SPDX-License-Identifier: MIT
// How far the value fell from what its line foretold.
#pragma once

#include <optional>

#include "indicators/internal/ratio.h"
#include "indicators/linear_regression.h"

namespace keel::indicators {

/// 100 (x - forecast made one update ago) / x, in percent; 0 where x is 0 (TA-Lib FOSC).
class ForecastOscillator {
 public:
  explicit ForecastOscillator(int period) : line_(period) {}

  std::optional<double> Update(double x) {
    const auto told = forecast_;
    const auto line = line_.Update(x);
    if (line) {
      forecast_ = line->forecast;
    }
    return told ? std::optional(100 * internal::Ratio(x - *told, x, 0.0)) : std::nullopt;
  }

  int warm_up() const { return line_.warm_up() + 1; }

 private:
  LinearRegression line_;
  std::optional<double> forecast_;
};

}  // namespace keel::indicators
