// SPDX-License-Identifier: MIT
// What our own purchases and sales have moved a market by: the permanent part of the square-root
// impact, which new flow absorbs within days. It worsens what we do later on the same side.
#pragma once

#include <algorithm>
#include <cmath>

#include "base/time.h"

namespace keel::sim {

class OwnImpact {
 public:
  static constexpr double kHalfLifeDays = 1.0;

  /// A fraction of price at `now`; above zero: upward.
  double At(base::UnixNanos now) const {
    if (shift_ == 0) return 0;
    return shift_ * std::exp2(-(now - at_).seconds() / 86400.0 / kHalfLifeDays);
  }
  /// How much worse a fill is for it at `now`; `sign` is 1 for a purchase, -1 for a sale.
  double Against(int sign, base::UnixNanos now) const { return std::max(0.0, sign * At(now)); }
  /// A fill moved the market by that fraction of price.
  void Add(int sign, double permanent, base::UnixNanos now) {
    shift_ = At(now) + sign * permanent;
    at_ = now;
  }

 private:
  double shift_ = 0;
  base::UnixNanos at_;
};

}  // namespace keel::sim
