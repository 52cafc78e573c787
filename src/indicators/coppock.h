// SPDX-License-Identifier: MIT
// A slow momentum made to find the bottoms of bear markets on monthly bars.
#pragma once

#include <algorithm>
#include <optional>

#include "indicators/roc.h"
#include "indicators/wma.h"

namespace keel::indicators {

/// Coppock curve: WMA(wma_period) of ROC(roc1) + ROC(roc2), in percent [Coppock 1962].
class Coppock {
 public:
  explicit Coppock(int wma_period = 10, int roc1 = 11, int roc2 = 14)
      : wma_(wma_period), one_(roc1), two_(roc2) {}

  std::optional<double> Update(double x) {
    const auto one = one_.Update(x);
    const auto two = two_.Update(x);
    return one && two ? wma_.Update(*one + *two) : std::nullopt;
  }

  int warm_up() const { return std::max(one_.warm_up(), two_.warm_up()) + wma_.warm_up() - 1; }

 private:
  Wma wma_;
  Roc one_, two_;
};

}  // namespace keel::indicators
