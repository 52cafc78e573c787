// SPDX-License-Identifier: MIT
// The volatility that a window showed, from closes alone.
#pragma once

#include <cmath>
#include <optional>

#include "base/check.h"
#include "indicators/internal/folds.h"

namespace keel::indicators {

/// Sample standard deviation (divisor n - 1) of the last `period` log returns, per update, not
/// annualised. A return from or to a price that is not positive counts as 0.
class RealisedVolatility {
 public:
  explicit RealisedVolatility(int period) : window_(period), n_(period) {
    CHECK(period >= 2, "a sample deviation needs two returns");
  }

  std::optional<double> Update(double x) {
    const auto last = last_;
    last_ = x;
    if (!last) [[unlikely]] {
      return std::nullopt;
    }
    const auto moments = window_.Push(*last > 0 && x > 0 ? std::log(x / *last) : 0.0);
    if (!window_.full()) [[unlikely]] {
      return std::nullopt;
    }
    return std::sqrt(moments.Variance(1 / n_) * (n_ / (n_ - 1)));
  }

  int warm_up() const { return window_.period() + 1; }

 private:
  internal::WindowMoments window_;
  double n_;
  std::optional<double> last_;
};

}  // namespace keel::indicators
