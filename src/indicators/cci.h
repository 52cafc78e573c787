// SPDX-License-Identifier: MIT
// How far the typical price is from its mean, in units of its usual distance.
#pragma once

#include <optional>

#include "indicators/internal/ratio.h"
#include "indicators/mean_deviation.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Commodity channel index: (typical - mean) / (0.015 mean deviation) over `period` bars [Lambert
/// 1980]; 0 on a constant window.
class Cci {
 public:
  explicit Cci(int period) : deviation_(period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const double typical = bar.typical();
    const auto deviation = deviation_.Update(typical);
    if (!deviation) [[unlikely]] {
      return std::nullopt;
    }
    return internal::Ratio(typical - deviation_.mean(), 0.015 * *deviation, 0.0);
  }

  int warm_up() const { return deviation_.warm_up(); }

 private:
  MeanDeviation deviation_;
};

}  // namespace keel::indicators
