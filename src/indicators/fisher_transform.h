// SPDX-License-Identifier: MIT
// A price squeezed into a bell shape, so that turning points are sharp and rare.
#pragma once

#include <cmath>
#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// The transform and its value one bar ago.
struct FisherValue {
  double fisher = 0;
  double trigger = 0;
};

/// Ehlers' Fisher transform of the median price over `period` bars:
/// v = 0.66 (position in range - 0.5) + 0.67 v', beyond +-0.99 set to +-0.999;
/// f = ln((1 + v) / (1 - v)) / 2 + f' / 2 [Ehlers 2002]. The position is 0.5 while the range is
/// zero.
class FisherTransform {
 public:
  explicit FisherTransform(int period = 10) : high_(period), low_(period) {}

  std::optional<FisherValue> Update(const Ohlcv& bar) {
    const double median = bar.median();
    const double high = high_.Push(median);
    const double low = low_.Push(median);
    if (!high_.full()) [[unlikely]] {
      return std::nullopt;
    }
    const double position = internal::Ratio(median - low, high - low, 0.5);
    const double value = 0.66 * (position - 0.5) + 0.67 * value_;
    value_ = std::abs(value) > 0.99 ? std::copysign(0.999, value) : value;
    const double trigger = fisher_;
    fisher_ = 0.5 * std::log((1 + value_) / (1 - value_)) + 0.5 * fisher_;
    return FisherValue{fisher_, trigger};
  }

  int warm_up() const { return high_.period(); }

 private:
  internal::WindowMax high_;
  internal::WindowMin low_;
  double value_ = 0;
  double fisher_ = 0;
};

}  // namespace keel::indicators
