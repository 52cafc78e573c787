// SPDX-License-Identifier: MIT
// The strength index of money: changes of the typical price weighted by turnover.
#pragma once

#include <cmath>
#include <limits>
#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Money flow index: 100 positive / (positive + negative) sums of typical * volume over `period`
/// changes of the typical price. 50 while no money flows (TA-Lib: 0 below a turnover of 1).
class Mfi {
 public:
  explicit Mfi(int period) : positive_(period), negative_(period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const double typical = bar.typical();
    const auto last = last_;
    last_ = typical;
    if (!last) [[unlikely]] {
      return std::nullopt;
    }
    const double flow = typical * bar.volume;
    // Equal prices may differ by the rounding of their thirds; that is no direction.
    const double rounding = 8 * std::numeric_limits<double>::epsilon() * std::abs(typical);
    const double change = typical - *last;
    const double up = positive_.Push(change > rounding ? flow : 0.0);
    const double down = negative_.Push(change < -rounding ? flow : 0.0);
    return positive_.full() ? std::optional(100 * internal::Ratio(up, up + down, 0.5))
                            : std::nullopt;
  }

  int warm_up() const { return positive_.period() + 1; }

 private:
  internal::WindowSum positive_, negative_;
  std::optional<double> last_;
};

}  // namespace keel::indicators
