// SPDX-License-Identifier: MIT
// The strength index with plain sums: unlike Wilder's it does not depend on where the series began.
#pragma once

#include <algorithm>
#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"

namespace keel::indicators {

/// 100 sum of gains / sum of |changes| over the last `period` changes; 50 while nothing moves.
class CutlerRsi {
 public:
  explicit CutlerRsi(int period) : up_(period), down_(period) {}

  std::optional<double> Update(double x) {
    const auto last = last_;
    last_ = x;
    if (!last) [[unlikely]] {
      return std::nullopt;
    }
    const double up = up_.Push(std::max(x - *last, 0.0));
    const double down = down_.Push(std::max(*last - x, 0.0));
    return up_.full() ? std::optional(100 * internal::Ratio(up, up + down, 0.5)) : std::nullopt;
  }

  int warm_up() const { return up_.period() + 1; }

 private:
  internal::WindowSum up_, down_;
  std::optional<double> last_;
};

}  // namespace keel::indicators
