// SPDX-License-Identifier: MIT
// An average that hastens when the market falls away from it and dawdles when it runs ahead.
#pragma once

#include <cmath>
#include <optional>

#include "base/check.h"
#include "indicators/internal/ratio.h"

namespace keel::indicators {

/// McGinley dynamic: y = y' + (x - y') / (period (x / y')^4), the step never beyond x itself
/// [McGinley 1990, without his optional 0.6]. Starts at the first value.
class McGinley {
 public:
  explicit McGinley(int period) : period_(period) {
    CHECK(period >= 1, "an average needs a period of at least 1");
  }

  std::optional<double> Update(double x) {
    if (!started_) {
      started_ = true;
      value_ = x;
    } else {
      const double ratio = internal::Ratio(x, value_, 1.0);
      const double weight = internal::Ratio(1.0, period_ * ratio * ratio * ratio * ratio, 1.0);
      value_ += std::fmin(weight, 1.0) * (x - value_);
    }
    return value_;
  }

  int warm_up() const { return 1; }

 private:
  double period_;
  double value_ = 0;
  bool started_ = false;
};

}  // namespace keel::indicators
