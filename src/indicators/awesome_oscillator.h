// SPDX-License-Identifier: MIT
// Williams' momentum of the median price.
#pragma once

#include <optional>

#include "base/check.h"
#include "indicators/ohlcv.h"
#include "indicators/sma.h"

namespace keel::indicators {

/// SMA(fast) - SMA(slow) of (high + low) / 2 [Williams 1998].
class AwesomeOscillator {
 public:
  explicit AwesomeOscillator(int fast = 5, int slow = 34) : fast_(fast), slow_(slow) {
    CHECK(fast <= slow, "the fast period is not above the slow one");
  }

  std::optional<double> Update(const Ohlcv& bar) {
    const auto fast = fast_.Update(bar.median());
    const auto slow = slow_.Update(bar.median());
    return slow ? std::optional(*fast - *slow) : std::nullopt;
  }

  int warm_up() const { return slow_.warm_up(); }

 private:
  Sma fast_, slow_;
};

}  // namespace keel::indicators
