// SPDX-License-Identifier: MIT
// Whether the market goes somewhere (low) or back and forth (high).
#pragma once

#include <cmath>
#include <optional>

#include "base/check.h"
#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// 100 log(sum of true ranges / (highest high - lowest low)) / log(period) over `period` bars
/// [Dreiss 1993]; 100 while the range is zero. Requires period >= 2.
class Choppiness {
 public:
  explicit Choppiness(int period)
      : path_(period), high_(period), low_(period), scale_(100.0 / std::log(period)) {
    CHECK(period >= 2, "choppiness needs at least two bars");
  }

  std::optional<double> Update(const Ohlcv& bar) {
    const auto last = last_;
    last_ = bar.close;
    if (!last) [[unlikely]] {
      return std::nullopt;
    }
    const double path = path_.Push(TrueRangeOf(bar, *last));
    const double high = high_.Push(bar.high);
    const double low = low_.Push(bar.low);
    if (!high_.full()) [[unlikely]] {
      return std::nullopt;
    }
    const double ratio = internal::Ratio(path, high - low, high_.period());
    return scale_ * std::log(ratio);
  }

  int warm_up() const { return high_.period() + 1; }

 private:
  internal::WindowSum path_;
  internal::WindowMax high_;
  internal::WindowMin low_;
  double scale_;
  std::optional<double> last_;
};

}  // namespace keel::indicators
