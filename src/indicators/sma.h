// SPDX-License-Identifier: MIT
// The plain mean of the last n values, the yardstick of all averages. A running sum, replaced at
// every n-th value by one that was added up afresh, so that rounding cannot accumulate.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/check.h"

namespace keel::indicators {

/// Simple moving average: mean of the last `period` values.
class Sma {
 public:
  explicit Sma(int period)
      : ring_(static_cast<size_t>(period > 0 ? period : 0)), inverse_(1.0 / period) {
    CHECK(period >= 1, "an average needs a period of at least 1");
  }

  std::optional<double> Update(double x) {
    if (!full_) [[unlikely]] {
      return Fill(x);
    }
    return Next(x);
  }

  /// Update of a warm average.
  double Next(double x) {
    sum_ += x - ring_[at_];
    Store(x);
    return origin_ + sum_ * inverse_;
  }

  int warm_up() const { return static_cast<int>(ring_.size()); }

 private:
  void Store(double x) {
    ring_[at_] = x;
    fresh_ += x - fresh_origin_;
    if (++at_ == ring_.size()) [[unlikely]] {
      origin_ = fresh_origin_;
      sum_ = fresh_;
      fresh_origin_ = origin_ + sum_ * inverse_;
      fresh_ = 0;
      at_ = 0;
      full_ = true;
    }
  }

  std::optional<double> Fill(double x) {
    if (at_ == 0) {
      fresh_origin_ = x;
    }
    Store(x);
    return full_ ? std::optional(origin_ + sum_ * inverse_) : std::nullopt;
  }

  std::vector<double> ring_;
  size_t at_ = 0;
  bool full_ = false;
  double inverse_;
  double origin_ = 0, sum_ = 0;          // sum of x - origin over the window
  double fresh_origin_ = 0, fresh_ = 0;  // the same over the present lap of the ring
};

}  // namespace keel::indicators
