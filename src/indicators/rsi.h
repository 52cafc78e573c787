// SPDX-License-Identifier: MIT
// Wilder's measure of how one-sided the recent changes were.
#pragma once

#include <algorithm>
#include <optional>

#include "indicators/internal/ratio.h"
#include "indicators/rma.h"

namespace keel::indicators {

/// Relative strength index: 100 up / (up + down), up and down being Wilder averages of the gains
/// and of the losses over `period` changes, seeded with their means [Wilder 1978; TA-Lib RSI]. 50
/// while nothing moves (TA-Lib: 0).
class Rsi {
 public:
  explicit Rsi(int period) : up_(period), down_(period) {}

  std::optional<double> Update(double x) {
    const double change = x - last_;
    last_ = x;
    if (!started_) [[unlikely]] {
      started_ = true;
      return std::nullopt;
    }
    const double gain = std::max(change, 0.0);
    const auto up = up_.Update(gain);
    const auto down = down_.Update(gain - change);
    if (!up) [[unlikely]] {
      return std::nullopt;
    }
    return 100 * internal::Ratio(*up, *up + *down, 0.5);
  }

  /// Update of a warm indicator.
  double Next(double x) {
    const double change = x - last_;
    last_ = x;
    const double gain = std::max(change, 0.0);
    const double up = up_.Next(gain);
    return 100 * internal::Ratio(up, up + down_.Next(gain - change), 0.5);
  }

  int warm_up() const { return up_.warm_up() + 1; }

 private:
  Rma up_, down_;
  double last_ = 0;
  bool started_ = false;
};

}  // namespace keel::indicators
