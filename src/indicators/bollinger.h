// SPDX-License-Identifier: MIT
// Bands at a fixed number of standard deviations around a mean: the market's own measure of "far".
#pragma once

#include <cmath>
#include <optional>

#include "indicators/internal/folds.h"

namespace keel::indicators {

/// The three bands.
struct BollingerValue {
  double upper = 0;
  double middle = 0;
  double lower = 0;
};

/// Bollinger bands: SMA +- deviations * population standard deviation, both over `period` values.
class Bollinger {
 public:
  explicit Bollinger(int period = 20, double deviations = 2.0)
      : window_(period), inverse_(1.0 / period), deviations_(deviations) {}

  std::optional<BollingerValue> Update(double x) {
    const auto moments = window_.Push(x);
    if (!window_.full()) [[unlikely]] {
      return std::nullopt;
    }
    return Bands(moments);
  }

  /// Update of a window that is full.
  BollingerValue Next(double x) { return Bands(window_.Slide(x)); }

  int warm_up() const { return window_.period(); }

 private:
  BollingerValue Bands(const internal::MomentsFold::Result& moments) const {
    const double middle = moments.Mean(inverse_);
    const double width = deviations_ * std::sqrt(moments.Variance(inverse_));
    return {middle + width, middle, middle - width};
  }

  internal::WindowMoments window_;
  double inverse_, deviations_;
};

}  // namespace keel::indicators
