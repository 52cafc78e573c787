// SPDX-License-Identifier: MIT
// A quantile of a window, immune to outliers; the default is the rolling median.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/check.h"
#include "indicators/internal/sorted_window.h"

namespace keel::indicators {

/// The `percent`-th percentile of the last `period` values by nearest rank: the ceil(percent n /
/// 100)-th smallest. Requires 0 <= percent <= 100.
class Percentile {
 public:
  explicit Percentile(int period, double percent = 50.0) : window_(period) {
    CHECK(percent >= 0 && percent <= 100, "a percentile lies in [0, 100]");
    const double rank = std::ceil(percent / 100.0 * period);
    index_ = static_cast<size_t>(std::max(rank, 1.0)) - 1;
  }

  std::optional<double> Update(double x) {
    window_.Push(x);
    return window_.full() ? std::optional(window_.sorted()[index_]) : std::nullopt;
  }

  int warm_up() const { return window_.period(); }

 private:
  internal::SortedWindow window_;
  size_t index_ = 0;
};

}  // namespace keel::indicators
