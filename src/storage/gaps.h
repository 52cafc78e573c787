// SPDX-License-Identifier: MIT
// Holes in a series. In the catalog a missing bar is a missing row, so gaps are found, not stored.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/time.h"
#include "core/bar.h"
#include "core/timeframe.h"

namespace keel::storage {

/// A hole in a series: bars that should be there between two that are.
struct Gap {
  base::UnixNanos from,
      to;  ///< open time of the first missing bar, open time of the next present one
  int64_t missing = 0;
};

/// Every gap, in order of time. The grid is that of the bars themselves: 4h candles at 03:00, 07:00
/// are as good as at 00:00, 04:00. Months follow the calendar.
std::vector<Gap> FindGaps(std::span<const core::Bar> bars, core::Timeframe timeframe);

/// How many candles open in [from, to), `from` being the open time of one.
int64_t CandlesBetween(base::UnixNanos from, base::UnixNanos to, core::Timeframe timeframe);

}  // namespace keel::storage
