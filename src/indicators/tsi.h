// SPDX-License-Identifier: MIT
// Doubly smoothed changes over doubly smoothed absolute changes.
#pragma once

#include <cmath>
#include <optional>

#include "indicators/ema.h"
#include "indicators/internal/ratio.h"

namespace keel::indicators {

/// True strength index: 100 E(E(change)) / E(E(|change|)), E the Ema over `first` and then over
/// `second` values [Blau 1991], in [-100, 100]; 0 while nothing moves.
class Tsi {
 public:
  explicit Tsi(int first = 25, int second = 13)
      : change_first_(first), change_second_(second), path_first_(first), path_second_(second) {}

  std::optional<double> Update(double x) {
    const auto last = last_;
    last_ = x;
    if (!last) [[unlikely]] {
      return std::nullopt;
    }
    const auto change = change_first_.Update(x - *last);
    const auto path = path_first_.Update(std::abs(x - *last));
    if (!change) [[unlikely]] {
      return std::nullopt;
    }
    const auto smooth_change = change_second_.Update(*change);
    const auto smooth_path = path_second_.Update(*path);
    if (!smooth_change) [[unlikely]] {
      return std::nullopt;
    }
    return 100 * internal::Ratio(*smooth_change, *smooth_path, 0.0);
  }

  int warm_up() const { return change_first_.warm_up() + change_second_.warm_up(); }

 private:
  Ema change_first_, change_second_, path_first_, path_second_;
  std::optional<double> last_;
};

}  // namespace keel::indicators
