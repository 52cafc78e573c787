// SPDX-License-Identifier: MIT
// Where the newest value stands among those before it.
#pragma once

#include <optional>

#include "indicators/internal/sorted_window.h"

namespace keel::indicators {

/// Percentage of the `period` previous values that lie below the newest, in [0, 100].
class PercentRank {
 public:
  explicit PercentRank(int period) : window_(period) {}

  std::optional<double> Update(double x) {
    const bool ready = window_.full();
    const double rank = ready ? 100.0 * window_.Below(x) / window_.period() : 0;
    window_.Push(x);
    return ready ? std::optional(rank) : std::nullopt;
  }

  int warm_up() const { return window_.period() + 1; }

 private:
  internal::SortedWindow window_;
};

}  // namespace keel::indicators
