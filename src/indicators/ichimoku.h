// SPDX-License-Identifier: MIT
// Support, resistance and trend from the middles of three ranges, drawn ahead of their time.
#pragma once

#include <algorithm>
#include <optional>

#include "indicators/internal/delay.h"
#include "indicators/mid_price.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// The lines as they stand above the newest bar; the lagging span is the close itself, drawn back.
struct IchimokuValue {
  double tenkan = 0;    ///< conversion line
  double kijun = 0;     ///< base line
  double senkou_a = 0;  ///< (tenkan + kijun) / 2 of `displacement` bars ago
  double senkou_b = 0;  ///< middle of the long range of `displacement` bars ago
};

/// Ichimoku cloud [Hosoda 1969].
class Ichimoku {
 public:
  explicit Ichimoku(int tenkan = 9, int kijun = 26, int senkou_b = 52, int displacement = 26)
      : tenkan_(tenkan),
        kijun_(kijun),
        senkou_b_(senkou_b),
        ahead_a_(displacement),
        ahead_b_(displacement) {}

  std::optional<IchimokuValue> Update(const Ohlcv& bar) {
    const auto tenkan = tenkan_.Update(bar);
    const auto kijun = kijun_.Update(bar);
    const auto middle = senkou_b_.Update(bar);
    if (!tenkan || !kijun) [[unlikely]] {
      return std::nullopt;
    }
    const auto a = ahead_a_.Push((*tenkan + *kijun) * 0.5);
    const auto b = middle ? ahead_b_.Push(*middle) : std::nullopt;
    return a && b ? std::optional(IchimokuValue{*tenkan, *kijun, *a, *b}) : std::nullopt;
  }

  int warm_up() const {
    return std::max({tenkan_.warm_up(), kijun_.warm_up(), senkou_b_.warm_up()}) + ahead_b_.lag();
  }

 private:
  MidPrice tenkan_, kijun_, senkou_b_;
  internal::Delay ahead_a_, ahead_b_;
};

}  // namespace keel::indicators
