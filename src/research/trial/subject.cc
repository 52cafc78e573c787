// SPDX-License-Identifier: MIT
#include "research/trial/subject.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace keel::research {

base::TimeRange Subject::range() const {
  base::TimeRange range{base::kEndOfTime, base::kBeginningOfTime};
  for (const engine::LoadedSeries& s : series) {
    range.from = std::min(range.from, s.record.from);
    range.to = std::max(range.to, s.record.to);
  }
  return range;
}

int64_t Subject::bars() const {
  int64_t bars = 0;
  for (const engine::LoadedSeries& s : series) bars += s.record.bars;
  return bars;
}

base::Result<Subject> LoadSubject(engine::BacktestSettings settings, std::string settings_hash,
                                  const engine::Registry& registry,
                                  const storage::Catalog& catalog) {
  if (settings.pairs.empty()) {
    return base::Fail(base::ErrorCode::kUsage,
                      "no pair: name one with -p, `keel list-data` shows what there is");
  }
  TRY(std::vector<engine::LoadedSeries> series, engine::LoadSeries(settings, catalog));
  return Subject{std::move(settings), std::move(settings_hash), registry, std::move(series)};
}

engine::LoadedSeries CutSeries(const engine::LoadedSeries& series, const base::TimeRange& window) {
  engine::LoadedSeries cut;
  cut.symbol = series.symbol;
  cut.filters = series.filters;
  cut.timeframe = series.timeframe;
  cut.record = series.record;
  const auto closes = [&](const core::Bar& bar) { return series.timeframe.CloseOf(bar.open_time); };
  const auto first = std::ranges::partition_point(
      series.bars, [&](const core::Bar& bar) { return bar.open_time < window.from; });
  const auto last = std::partition_point(
      first, series.bars.end(), [&](const core::Bar& bar) { return closes(bar) <= window.to; });
  cut.bars = {first, last};
  if (!series.trades.empty()) {  // a bar for each trade
    cut.trades.assign(series.trades.begin() + (first - series.bars.begin()),
                      series.trades.begin() + (last - series.bars.begin()));
  }
  engine::SeriesRecord& record = cut.record;
  record.bars = static_cast<int64_t>(cut.bars.size());
  if (cut.bars.empty() || cut.bars.size() == series.bars.size()) return cut;
  record.from = cut.bars.front().open_time;
  record.to = closes(cut.bars.back());
  record.hash = engine::HashBars(cut.bars);
  const base::Duration period = series.timeframe.period();
  record.gaps = period.ns > 0 ? (record.to - record.from) / period - record.bars : 0;
  if (record.delisted_at && record.to < *record.delisted_at) record.delisted_at.reset();
  return cut;
}

std::string FamilyOf(const engine::BacktestSettings& settings) {
  std::vector<std::string> names;
  for (const engine::StrategySettings& strategy : settings.strategies) {
    names.push_back(strategy.name);
  }
  return fmt::format("{} on {} {} at {}", fmt::join(names, "+"), fmt::join(settings.pairs, ","),
                     settings.timeframe, settings.venue);
}

}  // namespace keel::research
