// SPDX-License-Identifier: MIT
#include "storage/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <tuple>
#include <type_traits>

#include "base/check.h"
#include "base/os/mapped_file.h"
#include "base/text.h"

#include "storage/internal/npy.h"
#include "storage/internal/side_file.h"

namespace keel::storage {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

constexpr std::string_view kTradesSuffix = "-trades";

// What differs between bars and trades when a pair of files is opened.
struct BarFormat {
  using Row = core::Bar;
  using Side = internal::SeriesSide;
  static constexpr std::string_view kColumns = internal::kBarColumns;
  static base::Result<Side> Parse(std::string_view text) { return internal::ParseSeriesSide(text); }
};
struct TradeFormat {
  using Row = TradeRow;
  using Side = internal::TradesSide;
  static constexpr std::string_view kColumns = internal::kTradeColumns;
  static base::Result<Side> Parse(std::string_view text) { return internal::ParseTradesSide(text); }
};

template <typename Format>
struct OpenPair {
  std::optional<base::os::MappedFile> file;
  std::span<const typename Format::Row> rows;
  typename Format::Side side;
  std::string path;
};

template <typename Row>
std::string_view BytesOf(std::span<const Row> rows) {
  return {reinterpret_cast<const char*>(rows.data()), rows.size_bytes()};
}

std::string_view TextOf(const base::os::MappedFile& file) {
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

tl::unexpected<base::Error> Corrupt(const std::string& path, const std::string& why) {
  return base::Fail(ErrorCode::kCorrupt,
                    fmt::format("{} cannot be used: {}; import the series again", path, why));
}

template <typename Format>
base::Result<typename Format::Side> ReadSide(const std::string& path) {
  auto text = base::os::MappedFile::Open(path);
  if (!text && text.error().code == ErrorCode::kNotFound) return Corrupt(path, "it is missing");
  if (!text) return tl::unexpected<base::Error>(std::move(text).error());
  auto side = Format::Parse(TextOf(*text));
  if (!side) return Corrupt(path, side.error().message);
  return std::move(side).value();
}

template <typename Format>
base::Result<OpenPair<Format>> OpenFiles(const std::string& path) {
  OpenPair<Format> pair;
  pair.path = path;
  TRY(pair.file, base::os::MappedFile::Open(path));
  using Row = typename Format::Row;
  const auto rows = internal::NpyRows(TextOf(*pair.file), Format::kColumns, sizeof(Row));
  if (!rows) return Corrupt(path, rows.error().message);
  pair.rows = {reinterpret_cast<const Row*>(rows->data()), rows->size() / sizeof(Row)};
  const std::string check = internal::Fingerprint(*rows, sizeof(Row));
  const std::string stem = path.substr(0, path.size() - std::string_view(".npy").size());
  auto side = ReadSide<Format>(stem + ".json");
  if (!side || side->check != check) {
    // A writer that stopped between its two renames left the side file that belongs to these rows.
    auto waiting = ReadSide<Format>(internal::StagedPair::SidePath(stem, check));
    if (waiting) side = std::move(waiting);
  }
  if (!side) return tl::unexpected<base::Error>(std::move(side).error());
  if (side->check != check) {
    return Corrupt(path, "its rows are not those that its side file describes");
  }
  pair.side = std::move(side).value();
  return pair;
}

template <typename Interface, typename Format>
class MappedSeriesBase : public Interface {
 public:
  explicit MappedSeriesBase(OpenPair<Format> pair) : pair_(std::move(pair)) {}
  const std::string& path() const final { return pair_.path; }
  const std::decay_t<decltype(OpenPair<Format>::side.note)>& note() const final {
    return pair_.side.note;
  }

 protected:
  OpenPair<Format> pair_;
};

class MappedBars final : public MappedSeriesBase<BarSeries, BarFormat> {
 public:
  using MappedSeriesBase::MappedSeriesBase;
  std::span<const core::Bar> bars() const override { return pair_.rows; }
};

class MappedTrades final : public MappedSeriesBase<TradeSeries, TradeFormat> {
 public:
  using MappedSeriesBase::MappedSeriesBase;
  std::span<const TradeRow> rows() const override { return pair_.rows; }
};

std::optional<core::Symbol> SymbolOfStem(std::string_view stem) {
  auto symbol = core::ParseSymbol(stem);
  if (!symbol || symbol->FileStem() != stem) return std::nullopt;
  return std::move(symbol).value();
}

// Calls `visit(venue, stem)` for every <directory>/<venue>/<stem>.npy.
template <typename Visit>
base::Status VisitFiles(const std::string& directory, const Visit& visit) {
  std::error_code error;
  if (!fs::exists(directory, error)) return {};
  fs::directory_iterator venues(directory, error);
  for (; !error && venues != fs::directory_iterator(); venues.increment(error)) {
    std::error_code inner;
    if (!venues->is_directory(inner)) continue;
    fs::directory_iterator files(venues->path(), inner);
    for (; !inner && files != fs::directory_iterator(); files.increment(inner)) {
      const fs::path& path = files->path();
      if (path.extension() != ".npy" || path.filename().string().starts_with('.')) continue;
      visit(venues->path().filename().string(), path.stem().string());
    }
    if (inner) error = inner;
  }
  if (!error) return {};
  return base::Fail(ErrorCode::kIo, fmt::format("cannot list {}: {}", directory, error.message()));
}

// "; there is ..." for a series that does not exist.
std::string WhatThereIs(const std::vector<SeriesKey>& all, const SeriesKey& wanted) {
  std::vector<std::string> timeframes, pairs, venues;
  for (const SeriesKey& key : all) {
    if (std::ranges::find(venues, key.venue) == venues.end()) venues.push_back(key.venue);
    if (key.venue != wanted.venue) continue;
    if (key.symbol == wanted.symbol) timeframes.push_back(key.timeframe.name());
    const std::string pair = key.symbol.ToString();
    if (std::ranges::find(pairs, pair) == pairs.end()) pairs.push_back(pair);
  }
  if (!timeframes.empty()) {
    return fmt::format("; of this pair there is {}", base::Join(timeframes, ", "));
  }
  const std::string near = base::DidYouMean(wanted.symbol.ToString(), pairs);
  if (!near.empty()) return near;
  if (!pairs.empty()) return "; `keel list-data` shows what there is";
  const std::string venue = base::DidYouMean(wanted.venue, venues);
  if (!venue.empty()) return fmt::format("; no venue is called {}{}", wanted.venue, venue);
  return "; get them with `keel import-data` or `keel generate-data`";
}

}  // namespace

base::Status BarSeries::Verify() const {
  if (internal::ContentHash(BytesOf(bars())) == note().hash) return {};
  return Corrupt(path(), "its rows are not those that were written");
}

std::string Catalog::PathOf(const SeriesKey& key) const {
  return fmt::format("{}/{}/{}-{}.npy", directory_, key.venue, key.symbol.FileStem(),
                     key.timeframe.name());
}

std::string Catalog::PathOf(const TradesKey& key) const {
  return fmt::format("{}/{}/{}{}.npy", directory_, key.venue, key.symbol.FileStem(), kTradesSuffix);
}

base::Result<std::unique_ptr<BarSeries>> Catalog::Open(const SeriesKey& key) const {
  auto pair = OpenFiles<BarFormat>(PathOf(key));
  if (pair) return std::make_unique<MappedBars>(std::move(pair).value());
  if (pair.error().code != ErrorCode::kNotFound) {
    return tl::unexpected<base::Error>(std::move(pair).error());
  }
  const std::vector<SeriesKey> all = List().value_or(std::vector<SeriesKey>());
  return base::Fail(
      ErrorCode::kNotFound,
      fmt::format("there are no {} bars of {} at {} in {}{}", key.timeframe.name(),
                  key.symbol.ToString(), key.venue, directory_, WhatThereIs(all, key)));
}

base::Result<std::unique_ptr<TradeSeries>> Catalog::OpenTrades(const TradesKey& key) const {
  auto pair = OpenFiles<TradeFormat>(PathOf(key));
  if (pair) return std::make_unique<MappedTrades>(std::move(pair).value());
  if (pair.error().code != ErrorCode::kNotFound) {
    return tl::unexpected<base::Error>(std::move(pair).error());
  }
  return base::Fail(
      ErrorCode::kNotFound,
      fmt::format("there are no trades of {} at {} in {}; `keel list-data` shows what "
                  "there is",
                  key.symbol.ToString(), key.venue, directory_));
}

base::Result<StagedSeries> Catalog::Stage(const SeriesKey& key, std::span<const core::Bar> bars,
                                          SeriesNote note) const {
  CHECK(!bars.empty(), "a series without bars");
  const bool rising = std::ranges::is_sorted(
      bars, [](const core::Bar& a, const core::Bar& b) { return a.open_time <= b.open_time; });
  CHECK(rising, "open times of a series must rise");
  const std::string_view bytes = BytesOf(bars);
  note.rows = static_cast<int64_t>(bars.size());
  note.hash = internal::ContentHash(bytes);
  note.gaps = FindGaps(bars, key.timeframe);
  note.gap_count = static_cast<int64_t>(note.gaps.size());
  note.missing = 0;
  for (const Gap& gap : note.gaps) note.missing += gap.missing;
  if (note.gaps.size() > kMaxGapsListed) {
    std::ranges::stable_sort(note.gaps, std::greater<>(), &Gap::missing);
    note.gaps.resize(kMaxGapsListed);
    std::ranges::sort(note.gaps, std::less<>(), &Gap::from);
  }
  const std::string check = internal::Fingerprint(bytes, sizeof(core::Bar));
  const std::string header = internal::NpyHeader(internal::kBarColumns, note.rows);
  const std::array<std::string_view, 2> parts{header, bytes};
  const std::string path = PathOf(key);
  TRY(auto files, internal::StagedPair::Write(path.substr(0, path.size() - 4), parts,
                                              internal::PrintSide(key, {note, check}), check));
  return StagedSeries(std::move(note), std::move(files));
}

base::Status Catalog::Write(const SeriesKey& key, std::span<const core::Bar> bars,
                            SeriesNote note) const {
  TRY(StagedSeries staged, Stage(key, bars, std::move(note)));
  return staged.Commit();
}

base::Result<StagedTrades> Catalog::StageTrades(const TradesKey& key,
                                                std::span<const TradeRow> rows,
                                                TradesNote note) const {
  CHECK(!rows.empty(), "a series without trades");
  CHECK(std::ranges::is_sorted(rows, std::less<>(), &TradeRow::time_ns),
        "times of trades must not fall");
  const std::string_view bytes = BytesOf(rows);
  note.rows = static_cast<int64_t>(rows.size());
  note.hash = internal::ContentHash(bytes);
  const std::string check = internal::Fingerprint(bytes, sizeof(TradeRow));
  const std::string header = internal::NpyHeader(internal::kTradeColumns, note.rows);
  const std::array<std::string_view, 2> parts{header, bytes};
  const std::string path = PathOf(key);
  TRY(auto files, internal::StagedPair::Write(path.substr(0, path.size() - 4), parts,
                                              internal::PrintSide(key, {note, check}), check));
  return StagedTrades(std::move(note), std::move(files));
}

base::Status Catalog::WriteTrades(const TradesKey& key, std::span<const TradeRow> rows,
                                  TradesNote note) const {
  TRY(StagedTrades staged, StageTrades(key, rows, std::move(note)));
  return staged.Commit();
}

base::Result<std::vector<SeriesKey>> Catalog::List() const {
  std::vector<SeriesKey> keys;
  TRY(VisitFiles(directory_, [&](const std::string& venue, const std::string& stem) {
    const size_t dash = stem.rfind('-');
    if (dash == std::string::npos) return;
    const auto symbol = SymbolOfStem(std::string_view(stem).substr(0, dash));
    const auto timeframe = core::Timeframe::Parse(std::string_view(stem).substr(dash + 1));
    if (symbol && timeframe) keys.push_back({venue, *symbol, *timeframe});
  }));
  std::ranges::sort(keys, [](const SeriesKey& a, const SeriesKey& b) {
    return std::forward_as_tuple(a.venue, a.symbol.ToString(), a.timeframe) <
           std::forward_as_tuple(b.venue, b.symbol.ToString(), b.timeframe);
  });
  return keys;
}

base::Result<std::vector<TradesKey>> Catalog::ListTrades() const {
  std::vector<TradesKey> keys;
  TRY(VisitFiles(directory_, [&](const std::string& venue, const std::string& stem) {
    if (!stem.ends_with(kTradesSuffix)) return;
    const auto symbol =
        SymbolOfStem(std::string_view(stem).substr(0, stem.size() - kTradesSuffix.size()));
    if (symbol) keys.push_back({venue, *symbol});
  }));
  std::ranges::sort(keys, [](const TradesKey& a, const TradesKey& b) {
    return std::pair(a.venue, a.symbol.ToString()) < std::pair(b.venue, b.symbol.ToString());
  });
  return keys;
}

}  // namespace keel::storage
