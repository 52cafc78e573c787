// SPDX-License-Identifier: MIT
#include "storage/gaps.h"

namespace keel::storage {

int64_t CandlesBetween(base::UnixNanos from, base::UnixNanos to, core::Timeframe timeframe) {
  if (to <= from) return 0;
  if (!timeframe.is_month()) {
    return (to.ns - from.ns + timeframe.period().ns - 1) / timeframe.period().ns;
  }
  int64_t count = 0;
  for (base::UnixNanos open = from; open < to; open = timeframe.CloseOf(open)) ++count;
  return count;
}

std::vector<Gap> FindGaps(std::span<const core::Bar> bars, core::Timeframe timeframe) {
  std::vector<Gap> gaps;
  for (size_t i = 1; i < bars.size(); ++i) {
    const base::UnixNanos expected = timeframe.CloseOf(bars[i - 1].open_time);
    const base::UnixNanos found = bars[i].open_time;
    if (found > expected)
      gaps.push_back({expected, found, CandlesBetween(expected, found, timeframe)});
  }
  return gaps;
}

}  // namespace keel::storage
