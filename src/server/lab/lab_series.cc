// SPDX-License-Identifier: MIT
#include "server/lab/lab_series.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "storage/catalog.h"

namespace keel::server {
namespace {

/// A venue's name becomes part of a path.
bool IsVenueName(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

}  // namespace

base::Result<LabSeries> LabSeriesOf(std::span<const core::Bar> bars, core::Timeframe timeframe,
                                    LabSeriesView view) {
  bars = bars.subspan(bars.size() - std::min(bars.size(), kMostLabBars));
  LabSeries series{.view = std::move(view),
                   .timeframe = timeframe,
                   .key = {},
                   .returns = {},
                   .times = {},
                   .prices = {}};
  for (size_t i = 0; i < bars.size(); ++i) {
    if (!(bars[i].close > 0) || !std::isfinite(bars[i].close)) {
      return base::Fail(
          base::ErrorCode::kUsage,
          fmt::format("{}: the bar of {} closed at {}, which has no log return", series.view.name,
                      base::FormatIso(bars[i].open_time), bars[i].close));
    }
    if (i == 0) continue;
    if (timeframe.CloseOf(bars[i - 1].open_time) != bars[i].open_time) {
      ++series.view.gaps;
      continue;
    }
    series.returns.push_back(std::log(bars[i].close / bars[i - 1].close));
    series.times.push_back(timeframe.CloseOf(bars[i].open_time));
    series.prices.push_back(bars[i].close);
  }
  series.view.timeframe = timeframe.name();
  series.view.returns = static_cast<int64_t>(series.returns.size());
  if (!bars.empty()) {
    series.view.from = bars.front().open_time;
    series.view.to = timeframe.CloseOf(bars.back().open_time);
    series.view.last_price = bars.back().close;
  }
  series.key = series.view.name;
  return series;
}

std::vector<core::Bar> NewestBars(const RowLog<Candle>& candles) {
  const auto& rows = candles.rows();
  std::vector<core::Bar> bars;
  for (size_t i = rows.size() - std::min(rows.size(), kMostLabBars); i < rows.size(); ++i) {
    const Candle& c = rows[i];
    bars.push_back({c.time, c.open, c.high, c.low, c.close, c.volume});
  }
  return bars;
}

base::Result<LabSeries> StoredLabSeries(const std::string& data_folder, const SourceQuery& query) {
  const std::string venue = query.venue.value_or("");
  if (!IsVenueName(venue)) {
    return base::Fail(base::ErrorCode::kUsage, fmt::format("\"{}\" is no name of a venue", venue));
  }
  TRY(const core::Symbol symbol, core::ParseSymbol(query.pair));
  TRY(const core::Timeframe timeframe, core::Timeframe::Parse(query.timeframe.value_or("")));
  TRY(const auto stored, storage::Catalog(data_folder).Open({venue, symbol, timeframe}));
  LabSeriesView view;
  view.pair = symbol.ToString();
  view.name = fmt::format("{} {} of {}", view.pair, timeframe.name(), venue);
  view.is_stored = true;
  view.is_synthetic = stored->note().synthetic;
  TRY(LabSeries series, LabSeriesOf(stored->bars(), timeframe, std::move(view)));
  series.key += " " + stored->note().hash;
  return series;
}

}  // namespace keel::server
