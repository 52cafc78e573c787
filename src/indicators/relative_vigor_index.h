// SPDX-License-Identifier: MIT
// In a rising market bars close above their open; this is by how much of their range.
#pragma once

#include <optional>

#include "indicators/internal/convolution.h"
#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// The index and its signal line.
struct RelativeVigorValue {
  double rvi = 0;
  double signal = 0;
};

/// Sum of W(close - open) / sum of W(high - low) over `period` bars, W the weights 1 2 2 1; the
/// signal is W of the index [Ehlers 2002]. 0 while there is no range.
class RelativeVigorIndex {
 public:
  explicit RelativeVigorIndex(int period = 10)
      : body_({1, 2, 2, 1}),
        range_({1, 2, 2, 1}),
        signal_({1, 2, 2, 1}),
        bodies_(period),
        ranges_(period) {}

  std::optional<RelativeVigorValue> Update(const Ohlcv& bar) {
    const auto body = body_.Update(bar.close - bar.open);
    const auto range = range_.Update(bar.range());
    if (!body) [[unlikely]] {
      return std::nullopt;
    }
    const double bodies = bodies_.Push(*body);
    const double ranges = ranges_.Push(*range);
    if (!bodies_.full()) [[unlikely]] {
      return std::nullopt;
    }
    const double rvi = internal::Ratio(bodies, ranges, 0.0);
    const auto signal = signal_.Update(rvi);
    return signal ? std::optional(RelativeVigorValue{rvi, *signal}) : std::nullopt;
  }

  int warm_up() const { return bodies_.period() + 6; }

 private:
  internal::Convolution body_, range_, signal_;
  internal::WindowSum bodies_, ranges_;
};

}  // namespace keel::indicators
