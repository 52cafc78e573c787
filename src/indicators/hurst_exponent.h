// SPDX-License-Identifier: MIT
// Whether a window trends (above 0.5), wanders (0.5) or turns back (below 0.5). O(period) an
// update.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/check.h"

namespace keel::indicators {

/// Slope of ln sqrt(mean (x_(t+lag) - x_t)^2) on ln lag, for lags 1, 2, 4 .. period / 4, clamped to
/// [0, 1]; 0.5 while nothing moves. Usually fed with log prices. Requires period >= 16.
class HurstExponent {
 public:
  explicit HurstExponent(int period) : doubled_(static_cast<size_t>(period > 0 ? 2 * period : 0)) {
    CHECK(period >= 16, "a Hurst exponent needs at least 16 values");
  }

  std::optional<double> Update(double x) {
    const size_t n = doubled_.size() / 2;
    doubled_[at_] = doubled_[at_ + n] = x;
    if (++at_ == n) {
      at_ = 0;
      full_ = true;
    }
    return full_ ? std::optional(Slope(n)) : std::nullopt;
  }

  int warm_up() const { return static_cast<int>(doubled_.size() / 2); }

 private:
  double Slope(size_t n) const {
    double points = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (size_t lag = 1; lag <= n / 4; lag *= 2) {
      const double square = MeanSquare(n, lag);
      if (!(square > 0)) {
        return 0.5;
      }
      const double lx = std::log(static_cast<double>(lag));
      const double ly = 0.5 * std::log(square);
      points += 1;
      sx += lx;
      sy += ly;
      sxx += lx * lx;
      sxy += lx * ly;
    }
    return std::clamp((points * sxy - sx * sy) / (points * sxx - sx * sx), 0.0, 1.0);
  }

  double MeanSquare(size_t n, size_t lag) const {
    const double* window = doubled_.data() + at_;
    double sum = 0;
    for (size_t i = lag; i < n; ++i) {
      const double change = window[i] - window[i - lag];
      sum += change * change;
    }
    return sum / static_cast<double>(n - lag);
  }

  std::vector<double> doubled_;  // each value twice, so that the window lies in one piece
  size_t at_ = 0;
  bool full_ = false;
};

}  // namespace keel::indicators
