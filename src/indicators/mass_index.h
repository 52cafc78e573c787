// SPDX-License-Identifier: MIT
// A bulge in the range of bars, which precedes reversals whatever their direction.
#pragma once

#include <optional>

#include "indicators/ema.h"
#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Sum over `sum_period` bars of E(range) / E(E(range)), E the Ema over `period` [Dorsey 1992]. A
/// ratio without range counts as 1.
class MassIndex {
 public:
  explicit MassIndex(int period = 9, int sum_period = 25)
      : once_(period), twice_(period), sum_(sum_period) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const auto once = once_.Update(bar.range());
    const auto twice = once ? twice_.Update(*once) : std::nullopt;
    if (!twice) [[unlikely]] {
      return std::nullopt;
    }
    const double sum = sum_.Push(internal::Ratio(*once, *twice, 1.0));
    return sum_.full() ? std::optional(sum) : std::nullopt;
  }

  int warm_up() const { return 2 * once_.warm_up() + sum_.period() - 2; }

 private:
  Ema once_, twice_;
  internal::WindowSum sum_;
};

}  // namespace keel::indicators
