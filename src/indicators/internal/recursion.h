// SPDX-License-Identifier: MIT
// The one-pole filter y = (1 - a) y' + a x under every exponential average. Written two steps deep,
// the chain of dependent operations is half as long, which is what bounds its speed; measured from
// its origin, a constant input gives exactly that constant.
#pragma once

#include "base/check.h"
#include "indicators/internal/double_pair.h"

namespace keel::indicators::internal {

/// y_t = (1 - a)^2 y_(t-2) + (1 - a) a x_(t-1) + a x_t, the same as y_t = (1 - a) y_(t-1) + a x_t.
/// `Real` is double, or DoublePair for two filters side by side.
template <class Real>
class BasicRecursion {
 public:
  /// Requires 0 < weight <= 1.
  explicit BasicRecursion(Real weight)
      : weight_(weight), keep_(1.0 - weight), keep2_(keep_ * keep_) {}

  /// Starts (again) at `value`.
  void Start(Real value) {
    origin_ = value;
    y1_ = y2_ = pending_ = Real{};
  }

  Real Step(Real x) {
    const Real in = weight_ * (x - origin_);
    const Real y = keep2_ * y2_ + (keep_ * pending_ + in);
    y2_ = y1_;
    y1_ = y;
    pending_ = in;
    return origin_ + y;
  }

  Real value() const { return origin_ + y1_; }

 private:
  Real weight_, keep_, keep2_;
  Real origin_{};
  Real y1_{}, y2_{};  // the last two outputs, less the origin
  Real pending_{};    // weight * last input, less the origin
};

using Recursion = BasicRecursion<double>;

}  // namespace keel::indicators::internal
