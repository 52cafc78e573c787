// SPDX-License-Identifier: MIT
// The stochastic of the Asian charts, with a third line that overshoots.
#pragma once

#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"
#include "indicators/rma.h"

namespace keel::indicators {

/// The three lines.
struct KdjValue {
  double k = 0;
  double d = 0;
  double j = 0;
};

/// k = Wilder average of the fast %K, d = Wilder average of k, j = 3 k - 2 d (TA-Lib KDJ).
class Kdj {
 public:
  explicit Kdj(int period = 9, int k_period = 3, int d_period = 3)
      : high_(period), low_(period), k_(k_period), d_(d_period) {}

  std::optional<KdjValue> Update(const Ohlcv& bar) {
    const double high = high_.Push(bar.high);
    const double low = low_.Push(bar.low);
    if (!high_.full()) [[unlikely]] {
      return std::nullopt;
    }
    const auto k = k_.Update(100 * internal::Ratio(bar.close - low, high - low, 0.5));
    const auto d = k ? d_.Update(*k) : std::nullopt;
    return d ? std::optional(KdjValue{*k, *d, 3 * *k - 2 * *d}) : std::nullopt;
  }

  int warm_up() const { return high_.period() + k_.warm_up() + d_.warm_up() - 2; }

 private:
  internal::WindowMax high_;
  internal::WindowMin low_;
  Rma k_, d_;
};

}  // namespace keel::indicators
