// SPDX-License-Identifier: MIT
// Short names for what features have in common, so that each reads as its definition: what a file
// of this folder includes.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>

#include "indicators/ohlcv.h"
#include "strategies/feature_registry.h"

namespace keel::strategies {

using core::Bar;
using core::Timeframe;
using market::Feature;
using market::FeatureSpec;

/// How many bars make `days`, rounded up; at least `fewest`, below which the feature has no
/// meaning.
inline int BarsIn(double days, Timeframe timeframe, int fewest = 1) {
  const double bars = std::ceil(days * 86400.0 / timeframe.period().seconds());
  return std::max(fewest, static_cast<int>(bars));
}

/// The lookback of a feature that counts in bars.
inline auto Always(int64_t bars) {
  return [bars](Timeframe) { return bars; };
}

/// Its five numbers.
inline indicators::Ohlcv Ohlcv(const Bar& bar) {
  return {bar.open, bar.high, bar.low, bar.close, bar.volume};
}

}  // namespace keel::strategies
