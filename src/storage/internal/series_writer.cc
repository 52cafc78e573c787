// SPDX-License-Identifier: MIT
#include "storage/internal/series_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "storage/internal/cadence.h"

namespace keel::storage::internal {
namespace {

using base::ErrorCode;

std::string Rows(int64_t count, std::string_view rest) {
  return fmt::format("{} {}{}", count, count == 1 ? "row " : "rows ", rest);
}

void AddOnce(std::vector<std::string>& remarks, const std::string& remark) {
  if (std::ranges::find(remarks, remark) == remarks.end()) remarks.push_back(remark);
}

// The name of an asset that took over a symbol: LUNA, LUNA2, LUNA3.
core::Symbol Successor(core::Symbol symbol, size_t part) {
  if (part > 0) symbol.base += fmt::format("{}", part + 1);
  return symbol;
}

std::string Restart(const core::Symbol& symbol, size_t part, const core::Bar& last,
                    const core::Bar& next) {
  return fmt::format(
      "{} stopped trading after {} at {}; what traded under its symbol from {} on at {} is another "
      "asset and was stored as {}",
      Successor(symbol, part).ToString(), base::FormatMinute(last.open_time), last.close,
      base::FormatMinute(next.open_time), next.open, Successor(symbol, part + 1).ToString());
}

int DecimalsOf(core::Decimal value) {
  int decimals = core::Decimal::kDigits;
  core::Int128 raw = value.raw();
  while (decimals > 0 && raw % 10 == 0) raw /= 10, --decimals;
  return decimals;
}

std::string JoinSources(const std::string& old, const std::string& added) {
  if (old.empty() || old == added) return added;
  return added.empty() ? old : old + ", " + added;
}

}  // namespace

base::Status SeriesWriter::Gather(const BarsTarget& target, const std::string& name, BarRows rows,
                                  const std::vector<std::string>& remarks) {
  if (rows.bars.empty()) {
    report_.left_out.push_back(
        {fmt::format("{} of {}", target.symbol.ToString(), name), "it has no prices"});
    return {};
  }
  auto at = std::ranges::find_if(bars_, [&](const Bars& bars) {
    return bars.target.venue == target.venue && bars.target.symbol == target.symbol;
  });
  if (at == bars_.end()) {
    bars_.push_back({.target = target, .close_only = rows.close_only});
    at = bars_.end() - 1;
  }
  if (at->close_only != rows.close_only) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("{}: some files of {} have full candles and others closes only; "
                                  "import them under different --venue names",
                                  name, target.symbol.ToString()));
  }
  report_.rows_read += static_cast<int64_t>(rows.bars.size());
  at->prices.Join(rows.prices);
  at->volumes.Join(rows.volumes);
  at->stopped = rows.stopped;
  for (const std::string& remark : remarks) AddOnce(at->remarks, remark);
  if (rows.reversed) AddOnce(at->remarks, "the rows ran from new to old and were turned around");
  if (rows.zero_rows > 0) {
    at->remarks.push_back(Rows(rows.zero_rows, "with all prices 0 left out"));
  }
  if (rows.outside_rows > 0) {
    at->remarks.push_back(
        Rows(rows.outside_rows, fmt::format("with the open or close outside low to high, the first "
                                            "at {}:{}",
                                            name, rows.outside_line)));
  }
  at->rows.duplicates += rows.duplicates;
  return at->rows.Add(name, std::move(rows.bars), rows.lines);
}

base::Status SeriesWriter::Gather(const TradesKey& key, const std::string& name,
                                  FileContent content) {
  auto at = std::ranges::find_if(trades_, [&](const Trades& trades) {
    return trades.key.venue == key.venue && trades.key.symbol == key.symbol;
  });
  if (at == trades_.end()) {
    trades_.push_back({.key = key});
    at = trades_.end() - 1;
  }
  report_.rows_read += static_cast<int64_t>(content.trades->trades.size());
  for (const std::string& remark : content.remarks) AddOnce(at->remarks, remark);
  at->rows.duplicates += content.trades->duplicates;
  return at->rows.Add(name, std::move(content.trades->trades), content.trades->lines);
}

void SeriesWriter::ShareSpacing() {
  const auto longest = std::ranges::max_element(
      bars_, {}, [](const Bars& series) { return series.rows.bars.size(); });
  for (Bars& series : bars_) {
    if (!series.target.wide || series.target.named || series.rows.bars.size() > 2) continue;
    series.target.named = CommonSpacing(longest->rows.bars);
  }
}

base::Status SeriesWriter::StageGathered() {
  ShareSpacing();
  for (Bars& bars : bars_) TRY(Stage(bars));
  for (Trades& trades : trades_) TRY(Stage(trades));
  bars_.clear();
  trades_.clear();
  return {};
}

base::Result<core::Timeframe> SeriesWriter::Settle(Bars& gathered) const {
  const auto spacing = CommonSpacing(gathered.rows.bars);
  const auto told = request_.timeframe ? request_.timeframe : gathered.target.named;
  const std::string first = gathered.rows.origins.Describe(gathered.rows.places[0]);
  const auto fail = [&](const std::string& why) {
    return base::Fail(ErrorCode::kUsage, fmt::format("{}: {}", first, why));
  };
  if (!told && !spacing) {
    return fail(gathered.rows.bars.size() < 2
                    ? "one row does not tell its timeframe; give it with -t"
                    : "the commonest spacing of the rows is no timeframe; give it with -t");
  }
  if (told && gathered.rows.bars.size() > 2 && spacing != told) {
    const std::string by = request_.timeframe ? "-t says" : "the name of the file says";
    // Sparse series exist, but then their own spacing occurs too.
    if (!SpacingOccurs(gathered.rows.bars, *told) || FindOffGrid(gathered.rows.bars, *told)) {
      return fail(fmt::format("{} {}, but {}; import each timeframe by itself with its own -t", by,
                              told->name(),
                              spacing ? fmt::format("most rows are {} apart", spacing->name())
                                      : "the commonest spacing of the rows is no timeframe"));
    }
  }
  if (!told) {
    gathered.remarks.insert(
        gathered.remarks.begin(),
        fmt::format("timeframe {} told from the spacing of the rows", spacing->name()));
  }
  const core::Timeframe timeframe = told ? *told : *spacing;
  TRY(CheckGrid(gathered, timeframe));
  return timeframe;
}

base::Status SeriesWriter::CheckGrid(const Bars& gathered, core::Timeframe timeframe) const {
  const auto off = FindOffGrid(gathered.rows.bars, timeframe);
  if (!off) return {};
  return base::Fail(
      ErrorCode::kUsage,
      fmt::format("{}: {} (mixed timeframes); import each timeframe from its own file",
                  gathered.rows.origins.Describe(gathered.rows.places[off->index]), off->why));
}

void SeriesWriter::LeaveOutUnclosed(Bars& gathered, core::Timeframe timeframe) const {
  if (!request_.now) return;
  auto& bars = gathered.rows.bars;
  int64_t count = 0;
  while (!bars.empty() && timeframe.CloseOf(bars.back().open_time) > *request_.now) {
    bars.pop_back();
    ++count;
  }
  gathered.rows.places.resize(bars.size());
  if (count > 0) gathered.remarks.push_back(Rows(count, "not closed yet left out"));
}

base::Status SeriesWriter::Stage(Bars& gathered) {
  TRY(const core::Timeframe timeframe, Settle(gathered));
  LeaveOutUnclosed(gathered, timeframe);
  if (gathered.rows.bars.empty()) {
    report_.left_out.push_back({gathered.target.symbol.ToString(), "no candle has closed yet"});
    return {};
  }
  if (gathered.rows.duplicates > 0) {
    gathered.remarks.push_back(Rows(gathered.rows.duplicates, "that repeat another left out"));
  }
  const std::optional<core::Bar> end = EndBeforeRestart(gathered, timeframe);
  std::vector<size_t> ends = FindRestarts(gathered.rows.bars);
  if (ends.empty() && !end) return StagePart(gathered, timeframe);
  const core::Symbol symbol = gathered.target.symbol;
  const size_t number = end ? 1 : 0;
  if (end) {
    gathered.remarks.push_back(Restart(symbol, 0, *end, gathered.rows.bars.front()));
  }
  ends.push_back(gathered.rows.bars.size());
  size_t begin = 0;
  for (size_t i = 0; i < ends.size(); ++i) {
    const auto from = static_cast<std::ptrdiff_t>(begin);
    const auto to = static_cast<std::ptrdiff_t>(ends[i]);
    const auto& all = gathered.rows;
    Bars part = gathered;
    part.rows.bars.assign(all.bars.begin() + from, all.bars.begin() + to);
    part.rows.places.assign(all.places.begin() + from, all.places.begin() + to);
    part.target.symbol = Successor(symbol, i + number);
    part.stopped = i + 1 < ends.size() || gathered.stopped;
    if (i + 1 < ends.size()) {
      part.remarks.push_back(Restart(symbol, i + number, all.bars[ends[i] - 1], all.bars[ends[i]]));
    }
    TRY(StagePart(part, timeframe));
    begin = ends[i];
  }
  return {};
}

std::optional<core::Bar> SeriesWriter::EndBeforeRestart(const Bars& gathered,
                                                        core::Timeframe timeframe) const {
  if (request_.overwrite) return std::nullopt;
  const auto old = catalog_.Open({gathered.target.venue, gathered.target.symbol, timeframe});
  if (!old) return std::nullopt;
  const std::array<core::Bar, 2> seam = {(*old)->bars().back(), gathered.rows.bars.front()};
  return FindRestarts(seam).empty() ? std::nullopt : std::optional(seam[0]);
}

base::Result<bool> SeriesWriter::GivesWay(const Bars& part, const SeriesKey& key) {
  const auto other = given_.find(catalog_.PathOf(key));
  const std::string pair = fmt::format("{} {}", key.symbol.ToString(), key.timeframe.name());
  if (other != given_.end()) {
    if (part.close_only && part.target.wide) {
      report_.left_out.push_back({fmt::format("{} of {}", pair, part.rows.origins.Summary()),
                                  "full candles came from " + other->second});
      return true;
    }
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("both {} and {} give {} at {}; import one of them under another "
                                  "--venue",
                                  other->second, part.rows.origins.Summary(), pair, key.venue));
  }
  return false;
}

// Joins the old rows and settles what the two side files have in common.
base::Status SeriesWriter::Note(Bars& part, const SeriesKey& key, const BarSeries& old,
                                SeriesNote* note) {
  const SeriesNote& before = old.note();
  const std::string pair =
      fmt::format("{} {} at {}", key.symbol.ToString(), key.timeframe.name(), key.venue);
  const std::string first = part.rows.origins.Describe(part.rows.places[0]);
  if (before.synthetic != request_.synthetic || before.close_only != part.close_only) {
    const bool kind = before.synthetic != request_.synthetic;
    return base::Fail(
        ErrorCode::kUsage,
        fmt::format("{}: {} in the catalog {}; replace it with --overwrite, or import "
                    "under another --venue",
                    first, pair,
                    kind                ? before.synthetic ? "is synthetic" : "is real"
                    : before.close_only ? "has closes only"
                                        : "has full candles"));
  }
  TRY(part.rows.Add("", {old.bars().begin(), old.bars().end()}, {}));
  if (const auto restarts = FindRestarts(part.rows.bars); !restarts.empty()) {
    return base::Fail(
        ErrorCode::kUsage,
        fmt::format("{}: with these rows, {} would go on at {} as another asset; replace it with "
                    "--overwrite, or import under another --venue",
                    first, pair, base::FormatIso(part.rows.bars[restarts[0]].open_time)));
  }
  note->price_decimals = std::max(note->price_decimals, before.price_decimals);
  note->volume_decimals = std::max(note->volume_decimals, before.volume_decimals);
  note->source = JoinSources(before.source, note->source);
  const bool same_end = part.rows.bars.back().open_time == old.bars().back().open_time;
  if (same_end && !note->delisted_at) note->delisted_at = before.delisted_at;
  return CheckGrid(part, key.timeframe);
}

base::Status SeriesWriter::StagePart(Bars& part, core::Timeframe timeframe) {
  const SeriesKey key{part.target.venue, part.target.symbol, timeframe};
  TRY(const bool gives_way, GivesWay(part, key));
  if (gives_way) return {};
  SeriesNote note;
  note.source = part.rows.origins.Summary();
  note.synthetic = request_.synthetic;
  note.close_only = part.close_only;
  note.price_decimals = part.prices.most();
  note.volume_decimals = part.volumes.most();
  if (part.stopped) note.delisted_at = timeframe.CloseOf(part.rows.bars.back().open_time);
  const std::string path = catalog_.PathOf(key);
  auto old = catalog_.Open(key);
  if (!old && old.error().code != ErrorCode::kNotFound && !request_.overwrite) {
    return base::Fail(old.error().code, old.error().message + " with --overwrite");
  }
  int64_t before = 0;
  if (old && !request_.overwrite) {
    if (part.target.wide && part.close_only && !(*old)->note().close_only) {
      report_.left_out.push_back({fmt::format("{} of {}", key.symbol.ToString(), note.source),
                                  "the catalog has full candles of it"});
      return {};
    }
    before = (*old)->note().rows;
    TRY(Note(part, key, **old, &note));
  }
  if (old && request_.overwrite) {
    part.remarks.push_back(
        fmt::format("the series of {} rows that was there is replaced", (*old)->note().rows));
  }
  const auto& bars = part.rows.bars;
  const auto added = static_cast<int64_t>(bars.size()) - before;
  TRY(StagedSeries staged, catalog_.Stage(key, bars, std::move(note)));
  report_.bars.push_back({key, staged.note(), path, bars.front().open_time, bars.back().open_time,
                          added, part.remarks});
  given_[path] = part.rows.origins.Summary();
  staged_bars_.push_back(std::move(staged));
  return {};
}

base::Status SeriesWriter::Stage(Trades& gathered) {
  const TradesKey& key = gathered.key;
  GatheredTrades& rows = gathered.rows;
  const std::string path = catalog_.PathOf(key);
  if (const auto other = given_.find(path); other != given_.end()) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("both {} and {} give the trades of {} at {}", other->second,
                                  rows.origins.Summary(), key.symbol.ToString(), key.venue));
  }
  TradesNote note;
  note.source = rows.origins.Summary();
  note.synthetic = request_.synthetic;
  note.price_decimals = note.quantity_decimals = 0;
  auto old = catalog_.OpenTrades(key);
  int64_t before = 0;
  if (old && !request_.overwrite) {
    before = (*old)->note().rows;
    note.source = JoinSources((*old)->note().source, note.source);
    std::vector<core::TradeTick> trades;
    for (size_t i = 0; i < (*old)->rows().size(); ++i) trades.push_back((*old)->at(i));
    TRY(rows.Add("", std::move(trades), {}));
  } else if (!old && old.error().code != ErrorCode::kNotFound && !request_.overwrite) {
    return base::Fail(old.error().code, old.error().message + " with --overwrite");
  }
  for (const core::TradeTick& trade : rows.trades) {
    note.price_decimals = std::max(note.price_decimals, DecimalsOf(trade.price.value()));
    note.quantity_decimals = std::max(note.quantity_decimals, DecimalsOf(trade.quantity.value()));
  }
  std::vector<TradeRow> packed;
  packed.reserve(rows.trades.size());
  for (size_t i = 0; i < rows.trades.size(); ++i) {
    const auto row = ToRow(rows.trades[i], note);
    if (!row) {
      return base::Fail(ErrorCode::kUsage,
                        fmt::format("{}: {}; correct or remove the row",
                                    rows.origins.Describe(rows.places[i]), row.error().message));
    }
    packed.push_back(*row);
  }
  if (rows.duplicates > 0) {
    gathered.remarks.push_back(Rows(rows.duplicates, "that repeat another left out"));
  }
  const auto added = static_cast<int64_t>(packed.size()) - before;
  TRY(StagedTrades staged, catalog_.StageTrades(key, packed, std::move(note)));
  report_.trades.push_back({key, staged.note(), path, rows.trades.front().time,
                            rows.trades.back().time, added, gathered.remarks});
  given_[path] = rows.origins.Summary();
  staged_trades_.push_back(std::move(staged));
  return {};
}

base::Result<ImportReport> SeriesWriter::Commit() {
  for (StagedSeries& staged : staged_bars_) TRY(staged.Commit());
  for (StagedTrades& staged : staged_trades_) TRY(staged.Commit());
  const auto place = [](const auto& series) {
    return std::tuple(series.key.venue, series.key.symbol.ToString());
  };
  std::ranges::stable_sort(report_.bars, [&](const ImportedBars& a, const ImportedBars& b) {
    return std::tuple(place(a), a.key.timeframe) < std::tuple(place(b), b.key.timeframe);
  });
  std::ranges::stable_sort(report_.trades, std::less<>(), place);
  return std::move(report_);
}

}  // namespace keel::storage::internal
