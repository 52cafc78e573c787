// SPDX-License-Identifier: MIT
// The last n values in order of size, for ranks and percentiles. One insertion and one removal in a
// sorted array: O(n) moves of memory, which for the usual n beat any tree.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/check.h"

namespace keel::indicators::internal {

/// Keeps a window sorted. Allocates in the constructor only.
class SortedWindow {
 public:
  explicit SortedWindow(int period) : ring_(static_cast<size_t>(period > 0 ? period : 0)) {
    CHECK(period >= 1, "a window needs a period of at least 1");
    sorted_.reserve(ring_.size() + 1);
  }
  SortedWindow(const SortedWindow& other) { *this = other; }
  SortedWindow& operator=(const SortedWindow& other) {
    ring_ = other.ring_;
    sorted_.reserve(ring_.size() + 1);
    sorted_ = other.sorted_;
    at_ = other.at_;
    return *this;
  }

  void Push(double x) {
    if (full()) {
      sorted_.erase(std::lower_bound(sorted_.begin(), sorted_.end(), ring_[at_]));
    }
    sorted_.insert(std::upper_bound(sorted_.begin(), sorted_.end(), x), x);
    ring_[at_] = x;
    at_ = at_ + 1 == ring_.size() ? 0 : at_ + 1;
  }

  bool full() const { return sorted_.size() == ring_.size(); }
  int period() const { return static_cast<int>(ring_.size()); }
  /// In ascending order.
  const std::vector<double>& sorted() const { return sorted_; }
  /// How many values of the window lie below `x`.
  int Below(double x) const {
    return static_cast<int>(std::lower_bound(sorted_.begin(), sorted_.end(), x) - sorted_.begin());
  }

 private:
  std::vector<double> ring_;
  std::vector<double> sorted_;
  size_t at_ = 0;
};

}  // namespace keel::indicators::internal
