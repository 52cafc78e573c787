// SPDX-License-Identifier: MIT
// Tillson's average: a generalised Dema applied three times, smooth and still close.
#pragma once

#include <array>
#include <optional>

#include "indicators/ema.h"

namespace keel::indicators {

/// T3: c1 e6 + c2 e5 + c3 e4 + c4 e3 with e_k the k-fold Ema and c from the volume factor v:
/// c1 = -v^3, c2 = 3 v^2 + 3 v^3, c3 = -6 v^2 - 3 v - 3 v^3, c4 = 1 + 3 v + v^3 + 3 v^2 [Tillson
/// 1998].
class T3 {
 public:
  explicit T3(int period, double volume_factor = 0.7)
      : stages_{Ema(period), Ema(period), Ema(period), Ema(period), Ema(period), Ema(period)} {
    const double v = volume_factor;
    c1_ = -v * v * v;
    c2_ = 3 * v * v * (1 + v);
    c3_ = -3 * v * (1 + 2 * v + v * v);
    c4_ = 1 + 3 * v + 3 * v * v + v * v * v;
  }

  std::optional<double> Update(double x) {
    std::array<double, 6> e{};
    for (size_t i = 0; i < e.size(); ++i) {
      const auto stage = stages_[i].Update(x);
      if (!stage) [[unlikely]] {
        return std::nullopt;
      }
      e[i] = x = *stage;
    }
    return c1_ * e[5] + c2_ * e[4] + c3_ * e[3] + c4_ * e[2];
  }

  int warm_up() const { return 6 * stages_[0].warm_up() - 5; }

 private:
  std::array<Ema, 6> stages_;
  double c1_, c2_, c3_, c4_;
};

}  // namespace keel::indicators
