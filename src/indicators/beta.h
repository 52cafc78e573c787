// SPDX-License-Identifier: MIT
// How strongly an asset answers to the market.
#pragma once

#include <optional>

#include "base/check.h"
#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"

namespace keel::indicators {

/// Slope of the asset's simple returns on the market's over `period` returns; 0 while the market
/// stands still. TA-Lib's BETA takes the market as its first input.
class Beta {
 public:
  explicit Beta(int period) : window_(period) { CHECK(period >= 2, "a beta needs two returns"); }

  std::optional<double> Update(double asset, double market) {
    const internal::Pair returns{internal::Ratio(asset - last_.x, last_.x, 0.0),
                                 internal::Ratio(market - last_.y, last_.y, 0.0)};
    const bool first = !started_;
    last_ = {asset, market};
    started_ = true;
    if (first) [[unlikely]] {
      return std::nullopt;
    }
    const auto moments = window_.Push(returns);
    if (!window_.full()) [[unlikely]] {
      return std::nullopt;
    }
    const double n = window_.period();
    return internal::Ratio(moments.Sxy(n), moments.Syy(n), 0.0);
  }

  int warm_up() const { return window_.period() + 1; }

 private:
  internal::WindowPair window_;
  internal::Pair last_;
  bool started_ = false;
};

}  // namespace keel::indicators
