// SPDX-License-Identifier: MIT
// Whether two series move together within a window.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/check.h"
#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"

namespace keel::indicators {

/// Pearson's correlation of the last `period` pairs, in [-1, 1]; 0 while either is constant.
class Correlation {
 public:
  explicit Correlation(int period) : window_(period) {
    CHECK(period >= 2, "a correlation needs two pairs");
  }

  std::optional<double> Update(double x, double y) {
    const auto moments = window_.Push({x, y});
    if (!window_.full()) [[unlikely]] {
      return std::nullopt;
    }
    const double n = window_.period();
    const double scale = std::sqrt(moments.Sxx(n)) * std::sqrt(moments.Syy(n));
    return std::clamp(internal::Ratio(moments.Sxy(n), scale, 0.0), -1.0, 1.0);
  }

  int warm_up() const { return window_.period(); }

 private:
  internal::WindowPair window_;
};

}  // namespace keel::indicators
