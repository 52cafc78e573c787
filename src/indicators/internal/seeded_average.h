// SPDX-License-Identifier: MIT
// An exponential average that starts from the plain mean of its first `period` inputs, the
// convention of Wilder and of TA-Lib.
#pragma once

#include <optional>

#include "indicators/internal/recursion.h"

namespace keel::indicators::internal {

/// Shared body of Ema (weight 2 / (n + 1)) and Rma (weight 1 / n).
class SeededAverage {
 public:
  SeededAverage(int period, double weight) : recursion_(weight), period_(period) {
    CHECK(period >= 1, "an average needs a period of at least 1");
    CHECK(weight > 0 && weight <= 1, "the weight of the newest value lies in (0, 1]");
  }

  std::optional<double> Update(double x) {
    if (seen_ < period_) [[unlikely]] {
      return Seed(x);
    }
    return Next(x);
  }

  /// Update of a warm average.
  double Next(double x) { return recursion_.Step(x); }

  int warm_up() const { return period_; }

 private:
  std::optional<double> Seed(double x) {
    if (seen_ == 0) {
      first_ = x;
    }
    sum_ += x - first_;
    if (++seen_ < period_) {
      return std::nullopt;
    }
    recursion_.Start(first_ + sum_ / period_);
    return recursion_.value();
  }

  Recursion recursion_;
  int period_;
  int seen_ = 0;
  double first_ = 0;
  double sum_ = 0;  // of the deviations from first_, so that a constant series stays exact
};

}  // namespace keel::indicators::internal
