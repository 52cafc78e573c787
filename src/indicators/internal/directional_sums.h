// SPDX-License-Identifier: MIT
// Wilder's directional movement, summed the way he did: a plain sum of the first period - 1 moves,
// then s = s' - s' / period + move. Dx, Adx and the directional indicators are ratios of these
// three sums.
#pragma once

#include <algorithm>
#include <optional>

#include "base/check.h"
#include "indicators/ohlcv.h"

namespace keel::indicators::internal {

/// The Wilder sums of up moves, down moves and true ranges. Requires period >= 2.
class DirectionalSums {
 public:
  explicit DirectionalSums(int period) : period_(period), keep_(1 - 1.0 / period) {
    CHECK(period >= 2, "directional movement needs a period of at least 2");
  }

  void Update(const Ohlcv& bar) {
    const Ohlcv last = last_;
    last_ = bar;
    if (++seen_ == 1) [[unlikely]] {
      return;
    }
    const double up = bar.high - last.high;
    const double down = last.low - bar.low;
    const double keep = seen_ > period_ ? keep_ : 1.0;
    plus_ = plus_ * keep + (up > 0 && up > down ? up : 0.0);
    minus_ = minus_ * keep + (down > 0 && down > up ? down : 0.0);
    range_ = range_ * keep + TrueRangeOf(bar, last.close);
    seen_ = std::min(seen_, period_ + 1);
  }

  /// The movements are defined after `period` bars, the indicators one bar later.
  bool has_movement() const { return seen_ >= period_; }
  bool has_indicator() const { return seen_ > period_; }
  int period() const { return period_; }

  double plus() const { return plus_; }
  double minus() const { return minus_; }
  double range() const { return range_; }

  /// 100 |DI+ - DI-| / (DI+ + DI-); absent where nothing moved.
  std::optional<double> Dx() const {
    const double total = plus_ + minus_;
    if (!has_indicator() || !(total > 0) || !(range_ > 0)) {
      return std::nullopt;
    }
    return 100 * (std::max(plus_, minus_) - std::min(plus_, minus_)) / total;
  }

 private:
  int period_;
  double keep_;
  int seen_ = 0;
  Ohlcv last_;
  double plus_ = 0, minus_ = 0, range_ = 0;
};

}  // namespace keel::indicators::internal
