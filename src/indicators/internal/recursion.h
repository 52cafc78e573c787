// SPDX-License-Identifier: MIT
// The one-pole filter y = (1 - a) y' + a x under every exponential average. Written two steps deep,
// the chain of dependent operations is half as long, which is what bounds its speed; measured from
// its origin, a constant input gives exactly that constant.
#pragma once

#include "base/check.h"

namespace keel::indicators::internal {

/// y_t = (1 - a)^2 y_(t-2) + (1 - a) a x_(t-1) + a x_t, the same as y_t = (1 - a) y_(t-1) + a x_t.
class Recursion {
 public:
  /// Requires 0 < weight <= 1.
  explicit Recursion(double weight) : weight_(weight), keep_(1 - weight), keep2_(keep_ * keep_) {
    CHECK(weight > 0 && weight <= 1, "the weight of the newest value lies in (0, 1]");
  }

  /// Starts (again) at `value`.
  void Start(double value) {
    origin_ = value;
    y1_ = y2_ = pending_ = 0;
  }

  double Step(double x) {
    const double in = weight_ * (x - origin_);
    const double y = keep2_ * y2_ + (keep_ * pending_ + in);
    y2_ = y1_;
    y1_ = y;
    pending_ = in;
    return origin_ + y;
  }

  double value() const { return origin_ + y1_; }

 private:
  double weight_, keep_, keep2_;
  double origin_ = 0;
  double y1_ = 0, y2_ = 0;  // the last two outputs, less the origin
  double pending_ = 0;      // weight * last input, less the origin
};

}  // namespace keel::indicators::internal
