// SPDX-License-Identifier: MIT
#include "engine/series_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/hash.h"
#include "market/aggregator.h"
#include "storage/trades.h"

namespace keel::engine {
namespace {

using base::ErrorCode;
using base::Fail;
using core::Decimal;

base::Result<core::InstrumentFilters> FiltersOf(const BacktestSettings& settings,
                                                const core::Symbol& symbol, int price_decimals,
                                                int quantity_decimals) {
  InstrumentSettings own;
  const auto at = settings.instruments.find(symbol.ToString());
  if (at != settings.instruments.end()) own = at->second;
  core::InstrumentFilters filters;
  filters.tick = core::Price(Decimal::PowerOfTen(-std::clamp(price_decimals, 0, 12)));
  filters.lot = core::Quantity(Decimal::PowerOfTen(-std::clamp(quantity_decimals, 0, 8)));
  const auto read = [&](const std::optional<std::string>& text, const char* key,
                        Decimal* value) -> base::Status {
    if (!text) return {};
    auto parsed = Decimal::Parse(*text);
    if (!parsed || !parsed->is_positive()) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("instruments.\"{}\".{}: \"{}\" is not a positive number",
                              symbol.ToString(), key, *text));
    }
    *value = *parsed;
    return {};
  };
  Decimal tick = filters.tick.value();
  Decimal lot = filters.lot.value();
  TRY(read(own.tick, "tick", &tick));
  TRY(read(own.lot, "lot", &lot));
  const std::string minimum = own.min_notional.value_or(settings.min_notional);
  auto notional = Decimal::Parse(minimum);
  if (!notional || notional->is_negative()) {
    return Fail(ErrorCode::kUsage,
                fmt::format("min_notional: \"{}\" is not a number of at least 0", minimum));
  }
  return core::InstrumentFilters{core::Price(tick), core::Quantity(lot), *notional};
}

std::span<const core::Bar> CutToRange(std::span<const core::Bar> bars, core::Timeframe timeframe,
                                      const base::TimeRange& range) {
  const auto first = std::partition_point(
      bars.begin(), bars.end(), [&](const core::Bar& b) { return b.open_time < range.from; });
  const auto last = std::partition_point(first, bars.end(), [&](const core::Bar& b) {
    return timeframe.CloseOf(b.open_time) <= range.to;
  });
  return {first, last};
}

// Where no volume shows the lot: worth at most one unit of the quote currency at the first price.
int LotDecimalsAt(std::span<const core::Bar> bars) {
  if (bars.empty() || !(bars.front().close > 0)) return 0;
  return std::max(0, static_cast<int>(std::ceil(std::log10(bars.front().close))));
}

base::Status DescribeSeries(LoadedSeries& series, std::span<const core::Bar> all,
                            const BacktestSettings& settings) {
  SeriesRecord& record = series.record;
  if (series.bars.empty()) {
    const std::string has =
        all.empty() ? "it is empty"
                    : fmt::format("it covers {} to {}", base::FormatIso(all.front().open_time),
                                  base::FormatIso(series.timeframe.CloseOf(all.back().open_time)));
    return Fail(ErrorCode::kUsage, fmt::format("{} has no bars in the time range asked for; {}",
                                               series.symbol.ToString(), has));
  }
  record.timeframe = settings.timeframe;
  record.bars = static_cast<int64_t>(series.bars.size());
  record.from = series.bars.front().open_time;
  record.to = series.timeframe.CloseOf(series.bars.back().open_time);
  record.hash = HashBars(series.bars);
  const bool has_volume = std::any_of(series.bars.begin(), series.bars.end(),
                                      [](const core::Bar& b) { return b.volume > 0; });
  if (has_volume) return {};  // what was measured is better than what was declared
  const auto declared = settings.sim.impact.declared_adv.find(series.symbol.ToString());
  if (declared != settings.sim.impact.declared_adv.end()) record.declared_adv = declared->second;
  if (!record.declared_adv) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{0} has no volumes, so its slippage and volume limits cannot be "
                            "computed: declare its average daily volume in base units, "
                            "sim.impact.declared_adv.\"{0}\" = ... in the configuration",
                            series.symbol.ToString()));
  }
  return {};
}

base::Result<LoadedSeries> LoadBars(const BacktestSettings& settings,
                                    const storage::Catalog& catalog, const core::Symbol& symbol,
                                    core::Timeframe timeframe) {
  LoadedSeries series;
  series.symbol = symbol;
  series.timeframe = timeframe;
  TRY(series.stored, catalog.Open({settings.venue, symbol, timeframe}));
  const storage::SeriesNote& note = series.stored->note();
  series.bars = CutToRange(series.stored->bars(), timeframe, settings.range);
  const int lot_decimals = note.close_only ? LotDecimalsAt(series.bars) : note.volume_decimals;
  TRY(series.filters, FiltersOf(settings, symbol, note.price_decimals, lot_decimals));
  SeriesRecord& record = series.record;
  record.detail_timeframe = timeframe.name();
  record.file = series.stored->path();
  record.synthetic = note.synthetic;
  record.close_only = note.close_only;
  TRY(DescribeSeries(series, series.stored->bars(), settings));
  for (const storage::Gap& gap : note.gaps) {
    if (record.from <= gap.from && gap.to <= record.to) record.gaps += gap.missing;
  }
  if (note.delisted_at && *note.delisted_at <= record.to) record.delisted_at = note.delisted_at;
  return series;
}

/// Each trade as a bar without length.
void MakeBarsOfTrades(LoadedSeries& series) {
  series.owned = std::make_unique<std::vector<core::Bar>>();
  for (const core::TradeTick& trade : series.trades) {
    const double price = trade.price.ToDouble();
    series.owned->push_back({trade.time, price, price, price, price, trade.quantity.ToDouble()});
  }
  series.bars = *series.owned;
  series.record.detail_timeframe = "trades";
}

base::Result<LoadedSeries> LoadTrades(const BacktestSettings& settings,
                                      const storage::Catalog& catalog, const core::Symbol& symbol) {
  LoadedSeries series;
  series.symbol = symbol;
  series.timeframe = core::Timeframe::Of(base::Duration{0});
  TRY(const auto stored, catalog.OpenTrades({settings.venue, symbol}));
  const storage::TradesNote& note = stored->note();
  TRY(series.filters, FiltersOf(settings, symbol, note.price_decimals, note.quantity_decimals));
  for (size_t i = 0; i < stored->rows().size(); ++i) {
    const core::TradeTick trade = stored->at(i);
    if (settings.range.contains(trade.time)) series.trades.push_back(trade);
  }
  MakeBarsOfTrades(series);
  series.record.file = stored->path();
  series.record.synthetic = note.synthetic;
  TRY(DescribeSeries(series, series.bars, settings));
  return series;
}

/// The longest stored timeframe that whole bars of `wanted` can be made of.
base::Result<core::Timeframe> PickTimeframe(const BacktestSettings& settings,
                                            const storage::Catalog& catalog,
                                            const core::Symbol& symbol, core::Timeframe wanted) {
  TRY(const std::vector<storage::SeriesKey> keys, catalog.List());
  std::optional<core::Timeframe> best;
  for (const storage::SeriesKey& key : keys) {
    if (key.venue != settings.venue || !(key.symbol == symbol)) continue;
    if (key.timeframe == wanted) return wanted;
    if (!market::CanAggregate(key.timeframe, wanted)) continue;
    if (!best || *best < key.timeframe) best = key.timeframe;
  }
  return best.value_or(wanted);  // opening it then says what exists instead
}

base::Result<LoadedSeries> LoadPair(const BacktestSettings& settings,
                                    const storage::Catalog& catalog, const std::string& pair) {
  TRY(const core::Symbol symbol, core::ParseSymbol(pair));
  if (symbol.is_perpetual()) {
    return Fail(
        ErrorCode::kUnsupported,
        fmt::format("{} is a perpetual contract: margin and funding are not simulated, only "
                    "spot pairs can be backtested",
                    symbol.ToString()));
  }
  if (settings.timeframe_detail == "trades") return LoadTrades(settings, catalog, symbol);
  TRY(const core::Timeframe wanted, core::Timeframe::Parse(settings.timeframe));
  core::Timeframe timeframe = wanted;
  if (settings.timeframe_detail.empty()) {
    TRY(timeframe, PickTimeframe(settings, catalog, symbol, wanted));
  } else {
    TRY(timeframe, core::Timeframe::Parse(settings.timeframe_detail));
    if (!market::CanAggregate(timeframe, wanted)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("timeframe-detail {} does not divide the timeframe {}",
                              settings.timeframe_detail, settings.timeframe));
    }
  }
  return LoadBars(settings, catalog, symbol, timeframe);
}

}  // namespace

base::Result<LoadedSeries> SeriesOfBook(const BacktestSettings& settings,
                                        const market::BookRecording& recording, std::string file,
                                        std::string hash) {
  LoadedSeries series;
  series.symbol = recording.symbol;
  series.timeframe = core::Timeframe::Of(base::Duration{0});
  const auto decimals = [](core::Decimal step) {
    int count = 0;
    while (count < 12 && step < core::Decimal::PowerOfTen(-count)) ++count;
    return count;
  };
  TRY(series.filters,
      FiltersOf(settings, recording.symbol, decimals(recording.filters.tick.value()),
                decimals(recording.filters.lot.value())));
  for (const market::RecordedChange& change : recording.changes) {
    const auto* trade = std::get_if<core::TradeTick>(&change.what);
    if (trade == nullptr) continue;
    series.trades.push_back(*trade);
    series.trades.back().time = change.received;
  }
  MakeBarsOfTrades(series);
  series.record.detail_timeframe = "book";
  series.record.file = std::move(file);
  TRY(DescribeSeries(series, series.bars, settings));
  series.record.hash = std::move(hash);
  return series;
}

std::string HashBars(std::span<const core::Bar> bars) {
  base::Hasher hasher;
  hasher.Append(bars.data(), bars.size_bytes());
  return hasher.Hex();
}

void FindDelistings(std::vector<LoadedSeries>& series) {
  base::UnixNanos end = base::kBeginningOfTime;
  for (const LoadedSeries& s : series) end = std::max(end, s.record.to);
  for (LoadedSeries& s : series) {
    const base::Duration silence =
        std::max(base::Days(1), base::Duration{10 * s.timeframe.period().ns});
    s.delisted_at_end = s.record.delisted_at.has_value() || s.record.to + silence < end;
    if (s.delisted_at_end) s.record.delisted_at = s.record.to;
  }
}

base::Result<std::vector<LoadedSeries>> LoadSeries(const BacktestSettings& settings,
                                                   const storage::Catalog& catalog) {
  std::vector<LoadedSeries> all;
  for (const std::string& pair : settings.pairs) {
    TRY(LoadedSeries series, LoadPair(settings, catalog, pair));
    all.push_back(std::move(series));
  }
  FindDelistings(all);
  return all;
}

}  // namespace keel::engine
