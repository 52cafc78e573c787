// SPDX-License-Identifier: MIT
#include "engine/excursions.h"

#include <algorithm>

namespace keel::engine {
namespace {

/// The first bar from `from` on that closes after `t`. Trades follow each other, so it is looked
/// for near `from` first.
size_t BarOpenAt(const LoadedSeries& series, size_t from, base::UnixNanos t) {
  const auto is_over = [&](const core::Bar& bar) {
    return series.timeframe.CloseOf(bar.open_time) <= t;
  };
  const size_t count = series.bars.size();
  size_t step = 1;
  for (; from + step < count && is_over(series.bars[from + step]); step *= 2) from += step;
  const auto begin = series.bars.begin();
  const auto first = begin + static_cast<std::ptrdiff_t>(from);
  const auto last = begin + static_cast<std::ptrdiff_t>(std::min(from + step, count));
  return static_cast<size_t>(std::partition_point(first, last, is_over) - begin);
}

}  // namespace

void MeasureExcursions(std::span<const LoadedSeries> series, std::vector<TradeRecord>& trades) {
  struct Place {
    base::UnixNanos entry_time = base::kBeginningOfTime;
    size_t bar = 0;
  };
  std::vector<Place> places(series.size());  // of the trade before, by instrument
  for (TradeRecord& trade : trades) {
    const LoadedSeries& s = series[trade.instrument.index];
    Place& place = places[trade.instrument.index];
    const size_t from = trade.entry_time < place.entry_time ? 0 : place.bar;
    place = {trade.entry_time, BarOpenAt(s, from, trade.entry_time)};
    const double entry = trade.entry_price.ToDouble();
    double low = entry;
    double high = entry;
    for (size_t i = place.bar; i < s.bars.size() && s.bars[i].open_time <= trade.exit_time; ++i) {
      low = std::min(low, s.bars[i].low);
      high = std::max(high, s.bars[i].high);
    }
    trade.mae = low / entry - 1;
    trade.mfe = high / entry - 1;
  }
}

}  // namespace keel::engine
