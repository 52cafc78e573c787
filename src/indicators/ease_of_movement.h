// SPDX-License-Identifier: MIT
// How far the price moved for the volume it took.
#pragma once

#include <optional>

#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"
#include "indicators/sma.h"

namespace keel::indicators {

/// SMA over `period` of (median - last median) (high - low) volume_unit / volume [Arms]; a bar
/// without volume counts as 0.
class EaseOfMovement {
 public:
  explicit EaseOfMovement(int period = 14, double volume_unit = 1e8)
      : mean_(period), unit_(volume_unit) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const auto last = last_;
    last_ = bar.median();
    if (!last) [[unlikely]] {
      return std::nullopt;
    }
    const double move = (bar.median() - *last) * bar.range() * unit_;
    return mean_.Update(internal::Ratio(move, bar.volume, 0.0));
  }

  int warm_up() const { return mean_.warm_up() + 1; }

 private:
  Sma mean_;
  double unit_;
  std::optional<double> last_;
};

}  // namespace keel::indicators
