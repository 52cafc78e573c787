// SPDX-License-Identifier: MIT
// A window multiplied by fixed weights, for averages that no recursion can give.
#pragma once

#include <cstddef>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "base/check.h"

namespace keel::indicators::internal {

/// Weighted mean of the last weights.size() values; the first weight belongs to the oldest value.
class Convolution {
 public:
  explicit Convolution(std::vector<double> weights)
      : weights_(std::move(weights)), doubled_(2 * weights_.size()) {
    const double total = std::accumulate(weights_.begin(), weights_.end(), 0.0);
    CHECK(!weights_.empty() && total != 0, "a weighted mean needs weights that add up");
    for (double& weight : weights_) {
      weight /= total;
    }
  }

  std::optional<double> Update(double x) {
    // Each value is stored twice, so that the window always lies in one piece.
    const size_t n = weights_.size();
    doubled_[at_] = doubled_[at_ + n] = x;
    if (++at_ == n) {
      at_ = 0;
      full_ = true;
    }
    if (!full_) [[unlikely]] {
      return std::nullopt;
    }
    double sum = 0;  // about the newest value, so that a constant stays exact
    for (size_t i = 0; i < n; ++i) {
      sum += weights_[i] * (doubled_[at_ + i] - x);
    }
    return x + sum;
  }

  int period() const { return static_cast<int>(weights_.size()); }

 private:
  std::vector<double> weights_;
  std::vector<double> doubled_;
  size_t at_ = 0;
  bool full_ = false;
};

}  // namespace keel::indicators::internal
