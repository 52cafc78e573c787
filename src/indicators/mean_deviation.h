// SPDX-License-Identifier: MIT
// The spread of a window in absolute terms, less moved by outliers than StdDev. O(period) an
// update.
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/check.h"

namespace keel::indicators {

/// Mean of |x - mean| over the last `period` values (TA-Lib AVGDEV).
class MeanDeviation {
 public:
  explicit MeanDeviation(int period) : ring_(static_cast<size_t>(period > 0 ? period : 0)) {
    CHECK(period >= 1, "a window needs a period of at least 1");
  }

  std::optional<double> Update(double x) {
    ring_[at_] = x;
    if (++at_ == ring_.size()) {
      at_ = 0;
      full_ = true;
    }
    return full_ ? std::optional(Deviation(x)) : std::nullopt;
  }

  /// The mean that the last deviation was taken from.
  double mean() const { return mean_; }
  int warm_up() const { return static_cast<int>(ring_.size()); }

 private:
  double Deviation(double newest) {
    const double n = static_cast<double>(ring_.size());
    double sum = 0;  // about the newest value, so that a constant window has exactly no spread
    for (const double value : ring_) {
      sum += value - newest;
    }
    mean_ = newest + sum / n;
    double deviation = 0;
    for (const double value : ring_) {
      deviation += std::abs(value - mean_);
    }
    return deviation / n;
  }

  std::vector<double> ring_;
  size_t at_ = 0;
  bool full_ = false;
  double mean_ = 0;
};

}  // namespace keel::indicators
