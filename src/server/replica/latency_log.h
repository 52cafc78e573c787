// SPDX-License-Identifier: MIT
// How long something took, each time that it happened: all of it by bounds, for a reader who takes
// differences, and the newest exactly, for a person who asks how it is now.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "base/time.h"

namespace keel::server {

class LatencyLog {
 public:
  static constexpr size_t kNewest = 1'000;

  /// Seconds, ascending; what took longer is counted behind the last. They must outlive it.
  explicit LatencyLog(std::span<const double> bounds)
      : bounds_(bounds), counts_(bounds.size() + 1) {}

  void Add(base::Duration took) {
    const double seconds = std::max(took.seconds(), 0.0);  // two clocks need not agree
    ++counts_[PlaceOf(seconds)];
    seconds_ += seconds;
    newest_.push_back(seconds);
    if (newest_.size() > kNewest) newest_.pop_front();
  }

  std::span<const double> bounds() const { return bounds_; }
  /// How many were at most each bound and above the one before, and beyond the last.
  const std::vector<uint64_t>& counts() const { return counts_; }
  double seconds() const { return seconds_; }  ///< in all
  /// Seconds, in order of time.
  const std::deque<double>& newest() const { return newest_; }
  /// The place of so many seconds among the counts.
  size_t PlaceOf(double seconds) const {
    return static_cast<size_t>(std::ranges::lower_bound(bounds_, seconds) - bounds_.begin());
  }

 private:
  std::span<const double> bounds_;
  std::vector<uint64_t> counts_;
  double seconds_ = 0;
  std::deque<double> newest_;
};

}  // namespace keel::server
