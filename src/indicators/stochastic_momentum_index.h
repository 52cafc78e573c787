// SPDX-License-Identifier: MIT
// Blau's stochastic: the distance from the middle of the range, smoothed twice before dividing.
#pragma once

#include <optional>

#include "indicators/ema.h"
#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// The index and its signal line.
struct StochasticMomentumValue {
  double smi = 0;
  double signal = 0;
};

/// 100 E(E(close - middle)) / (E(E(range)) / 2) with the range and its middle over `period` bars, E
/// the Ema over `slow` and then over `fast`; the signal is its Ema [Blau 1993]. 0 while the range
/// is zero.
class StochasticMomentumIndex {
 public:
  explicit StochasticMomentumIndex(int period = 13, int fast = 2, int slow = 25, int signal = 9)
      : high_(period),
        low_(period),
        distance_slow_(slow),
        distance_fast_(fast),
        range_slow_(slow),
        range_fast_(fast),
        signal_(signal) {}

  std::optional<StochasticMomentumValue> Update(const Ohlcv& bar) {
    const double high = high_.Push(bar.high);
    const double low = low_.Push(bar.low);
    if (!high_.full()) [[unlikely]] {
      return std::nullopt;
    }
    const auto distance = distance_slow_.Update(bar.close - (high + low) * 0.5);
    const auto range = range_slow_.Update(high - low);
    if (!distance) [[unlikely]] {
      return std::nullopt;
    }
    const auto smooth_distance = distance_fast_.Update(*distance);
    const auto smooth_range = range_fast_.Update(*range);
    if (!smooth_distance) [[unlikely]] {
      return std::nullopt;
    }
    const double smi = 100 * internal::Ratio(*smooth_distance, *smooth_range * 0.5, 0.0);
    const auto signal = signal_.Update(smi);
    return signal ? std::optional(StochasticMomentumValue{smi, *signal}) : std::nullopt;
  }

  int warm_up() const {
    return high_.period() + distance_slow_.warm_up() + distance_fast_.warm_up() +
           signal_.warm_up() - 3;
  }

 private:
  internal::WindowMax high_;
  internal::WindowMin low_;
  Ema distance_slow_, distance_fast_, range_slow_, range_fast_, signal_;
};

}  // namespace keel::indicators
