// SPDX-License-Identifier: MIT
#include "research/lookahead/known_world.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "market/aggregator.h"

namespace keel::research {
namespace {

using engine::LoadedSeries;

/// The rows [first, first + count), pointing into `whole`.
LoadedSeries PartOf(const LoadedSeries& whole, size_t first, size_t count) {
  LoadedSeries part;
  part.symbol = whole.symbol;
  part.filters = whole.filters;
  part.timeframe = whole.timeframe;
  part.bars = whole.bars.subspan(first, count);
  if (!whole.trades.empty()) {
    const auto begin = whole.trades.begin() + static_cast<std::ptrdiff_t>(first);
    part.trades.assign(begin, begin + static_cast<std::ptrdiff_t>(count));
  }
  part.record = whole.record;
  part.record.bars = static_cast<int64_t>(count);
  if (count > 0) {
    part.record.from = part.bars.front().open_time;
    part.record.to = part.timeframe.CloseOf(part.bars.back().open_time);
  }
  const bool ends = first + count == whole.bars.size();
  part.delisted_at_end = whole.delisted_at_end && ends;
  if (!part.delisted_at_end) part.record.delisted_at = std::nullopt;
  return part;
}

size_t ClosedBy(const LoadedSeries& series, base::UnixNanos cut) {
  const auto later = std::partition_point(
      series.bars.begin(), series.bars.end(),
      [&](const core::Bar& bar) { return series.timeframe.CloseOf(bar.open_time) <= cut; });
  return static_cast<size_t>(later - series.bars.begin());
}

DatedTable PublishedBy(const DatedTable& whole, base::UnixNanos cut) {
  size_t rows = 0;
  while (rows < whole.table.rows() && whole.table.ts_knowable(rows) <= cut) ++rows;
  const size_t bytes = rows * storage::FeatureTable::RowSize(whole.table.columns().size());
  return {whole.name,
          storage::FeatureTable({whole.table.columns().begin(), whole.table.columns().end()},
                                whole.table.bytes().substr(0, bytes))};
}

/// A factor that wanders around 1 without leaving it for good, so that prices stay prices.
class OtherFuture {
 public:
  OtherFuture(uint64_t seed, size_t series)
      : noise_(seed, "research.lookahead.future", series), level_(0.05 * noise_.NextNormal()) {}
  double NextFactor() {
    level_ = 0.9 * level_ + 0.02 * noise_.NextNormal();
    return std::exp(level_);
  }
  double NextVolumeFactor() { return std::exp(0.5 * noise_.NextNormal()); }
  core::Bar Alter(core::Bar bar) {
    const double factor = NextFactor();
    const double open = NextFactor() * bar.open, close = factor * bar.close;
    bar.high = std::max({factor * bar.high, open, close});
    bar.low = std::min({factor * bar.low, open, close});
    bar.open = open;
    bar.close = close;
    bar.volume *= NextVolumeFactor();
    return bar;
  }

 private:
  base::RandomStream noise_;
  double level_;
};

void AlterTrades(OtherFuture& future, size_t known, LoadedSeries& series) {
  for (size_t i = known; i < series.trades.size(); ++i) {
    core::TradeTick& trade = series.trades[i];
    trade.price = std::max(series.filters.tick,
                           core::Price::FromDouble(trade.price.ToDouble() * future.NextFactor(),
                                                   series.filters.tick, core::Rounding::kHalfEven));
    const double price = trade.price.ToDouble();
    (*series.owned)[i] = {trade.time, price, price, price, price, trade.quantity.ToDouble()};
  }
}

}  // namespace

KnownWorld WholeOf(const KnownWorld& world) { return BeginAt(world, base::kBeginningOfTime); }

KnownWorld CutAt(const KnownWorld& world, base::UnixNanos cut) {
  KnownWorld known;
  for (const LoadedSeries& series : world.series) {
    const size_t count = ClosedBy(series, cut);
    if (count > 0) known.series.push_back(PartOf(series, 0, count));
  }
  for (const DatedTable& table : world.tables) known.tables.push_back(PublishedBy(table, cut));
  return known;
}

KnownWorld AlterAfter(const KnownWorld& world, base::UnixNanos cut, uint64_t seed) {
  KnownWorld other;
  for (size_t i = 0; i < world.series.size(); ++i) {
    LoadedSeries series = PartOf(world.series[i], 0, world.series[i].bars.size());
    series.owned = std::make_unique<std::vector<core::Bar>>(series.bars.begin(), series.bars.end());
    OtherFuture future(seed, i);
    const size_t known = ClosedBy(series, cut);
    if (series.trades.empty()) {
      for (size_t b = known; b < series.owned->size(); ++b) {
        (*series.owned)[b] = future.Alter((*series.owned)[b]);
      }
    } else {
      AlterTrades(future, known, series);
    }
    series.bars = *series.owned;
    other.series.push_back(std::move(series));
  }
  for (const DatedTable& table : world.tables) other.tables.push_back(PublishedBy(table, cut));
  return other;
}

KnownWorld BeginAt(const KnownWorld& world, base::UnixNanos start) {
  KnownWorld later;
  for (const LoadedSeries& series : world.series) {
    const auto first =
        std::partition_point(series.bars.begin(), series.bars.end(),
                             [&](const core::Bar& bar) { return bar.open_time < start; });
    const auto skipped = static_cast<size_t>(first - series.bars.begin());
    if (skipped == series.bars.size()) continue;
    later.series.push_back(PartOf(series, skipped, series.bars.size() - skipped));
  }
  for (const DatedTable& table : world.tables) later.tables.push_back(table);
  return later;
}

std::vector<core::Bar> BarsOf(const LoadedSeries& series, core::Timeframe timeframe) {
  if (series.timeframe == timeframe) return {series.bars.begin(), series.bars.end()};
  if (series.trades.empty()) return market::Aggregate(series.bars, series.timeframe, timeframe);
  std::vector<core::Bar> bars;
  market::TradeAggregator aggregator(timeframe);
  for (const core::TradeTick& trade : series.trades) {
    if (const auto done = aggregator.Update(trade)) bars.push_back(*done);
  }
  return bars;
}

}  // namespace keel::research
