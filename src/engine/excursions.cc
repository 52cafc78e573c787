// SPDX-License-Identifier: MIT
#include "engine/excursions.h"

#include <algorithm>

namespace keel::engine {

void MeasureExcursions(std::span<const LoadedSeries> series, std::vector<TradeRecord>& trades) {
  for (TradeRecord& trade : trades) {
    const LoadedSeries& s = series[trade.instrument.index];
    auto bar = std::partition_point(s.bars.begin(), s.bars.end(), [&](const core::Bar& b) {
      return s.timeframe.CloseOf(b.open_time) <= trade.entry_time;
    });
    const double entry = trade.entry_price.ToDouble();
    double low = entry;
    double high = entry;
    for (; bar != s.bars.end() && bar->open_time <= trade.exit_time; ++bar) {
      low = std::min(low, bar->low);
      high = std::max(high, bar->high);
    }
    trade.mae = low / entry - 1;
    trade.mfe = high / entry - 1;
  }
}

}  // namespace keel::engine
