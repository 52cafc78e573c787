// SPDX-License-Identifier: MIT
// Buying pressure over three horizons at once, which tames the false signals of one.
#pragma once

#include <algorithm>
#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// 100 (4 a1 + 2 a2 + a3) / 7, a_i = sum of close - true low over sum of true range, over short,
/// medium and long windows [Williams 1985]. An a_i without range counts as 0.5.
class UltimateOscillator {
 public:
  explicit UltimateOscillator(int period1 = 7, int period2 = 14, int period3 = 28)
      : short_(period1),
        medium_(period2),
        long_(period3),
        longest_(Longest(short_, medium_, long_)) {}

  std::optional<double> Update(const Ohlcv& bar) {
    const double last = last_;
    last_ = bar.close;
    if (++seen_ == 1) [[unlikely]] {
      return std::nullopt;
    }
    const double pressure = bar.close - std::min(bar.low, last);
    const double range = TrueRangeOf(bar, last);
    const double a1 = short_.Push(pressure, range);
    const double a2 = medium_.Push(pressure, range);
    const double a3 = long_.Push(pressure, range);
    if (seen_ <= longest_) [[unlikely]] {
      return std::nullopt;
    }
    seen_ = longest_ + 1;
    return 100 * (4 * a1 + 2 * a2 + a3) / 7;
  }

  int warm_up() const { return longest_ + 1; }

 private:
  struct Horizon {
    explicit Horizon(int period) : pressure(period), range(period) {}
    double Push(double p, double r) {
      const double total = pressure.Push(p);
      return internal::Ratio(total, range.Push(r), 0.5);
    }
    internal::WindowSum pressure, range;
  };

  static int Longest(const Horizon& a, const Horizon& b, const Horizon& c) {
    return std::max({a.range.period(), b.range.period(), c.range.period()});
  }

  Horizon short_, medium_, long_;
  int longest_;
  int seen_ = 0;
  double last_ = 0;
};

}  // namespace keel::indicators
