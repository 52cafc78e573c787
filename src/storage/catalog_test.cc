// SPDX-License-Identifier: MIT
#include "storage/catalog.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstring>

#include "base/random.h"
#include "storage/internal/scratch_directory.h"

namespace keel::storage {
namespace {

using base::ErrorCode;
using internal::ScratchDirectory;

SeriesKey Key(const char* symbol = "BTC/USDT", const char* timeframe = "1h") {
  return {"binance", core::ParseSymbol(symbol).value(), core::Timeframe::Parse(timeframe).value()};
}

std::vector<core::Bar> Bars(size_t count, base::Duration step = base::Hours(1)) {
  std::vector<core::Bar> bars;
  for (size_t i = 0; i < count; ++i) {
    const auto n = static_cast<double>(i);
    const base::UnixNanos start{base::Hours(400'000).ns};
    bars.push_back(
        {start + step * static_cast<int64_t>(i), 100 + n, 101 + n, 99 + n, 100.5 + n, n});
  }
  return bars;
}

bool SameBytes(std::span<const core::Bar> a, std::span<const core::Bar> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

std::string FailureOf(const Catalog& catalog, ErrorCode code) {
  const auto opened = catalog.Open(Key());
  EXPECT_FALSE(opened.has_value());
  if (opened.has_value()) return "";
  EXPECT_EQ(opened.error().code, code);
  return opened.error().message;
}

bool Holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Catalog, WhatIsWrittenIsRead) {
  const ScratchDirectory scratch;
  const Catalog catalog(scratch.path());
  auto bars = Bars(10);
  bars.erase(bars.begin() + 3, bars.begin() + 5);
  SeriesNote note{.source = "a \"file\".csv", .synthetic = true, .price_decimals = 2};
  note.delisted_at = bars.back().open_time;
  ASSERT_TRUE(catalog.Write(Key(), bars, note));
  const auto series = catalog.Open(Key());
  ASSERT_TRUE(series) << series.error().message;
  EXPECT_TRUE(SameBytes((*series)->bars(), bars));
  EXPECT_EQ((*series)->path(), scratch.path() + "/binance/BTC_USDT-1h.npy");
  const SeriesNote& read = (*series)->note();
  EXPECT_EQ(read.source, note.source);
  EXPECT_EQ(read.rows, 8);
  EXPECT_TRUE(read.synthetic);
  EXPECT_FALSE(read.close_only);
  EXPECT_EQ(read.price_decimals, 2);
  EXPECT_EQ(read.delisted_at, note.delisted_at);
  ASSERT_EQ(read.gaps.size(), 1U);
  EXPECT_EQ(read.gaps[0].missing, 2);
  EXPECT_EQ(read.gaps[0].from, bars[2].open_time + base::Hours(1));
  EXPECT_EQ(read.gaps[0].to, bars[3].open_time);
  EXPECT_EQ(read.missing, 2);
}

TEST(Catalog, EveryDoubleSurvives) {
  const ScratchDirectory scratch;
  const Catalog catalog(scratch.path());
  base::RandomStream random(20090103, "storage.catalog_test");
  for (const size_t count : {1U, 2U, 15U, 16U, 17U, 1000U}) {
    std::vector<core::Bar> bars(count);
    for (core::Bar& bar : bars) {
      const std::array<uint64_t, 5> bits = {random.NextU64(), random.NextU64(), random.NextU64(),
                                            random.NextU64(), random.NextU64()};
      bar.open_time = base::UnixNanos{base::Hours(1).ns * (&bar - bars.data())};
      std::memcpy(&bar.open, bits.data(), sizeof(bits));
    }
    ASSERT_TRUE(catalog.Write(Key(), bars, {}));
    const auto series = catalog.Open(Key());
    ASSERT_TRUE(series) << series.error().message;
    EXPECT_TRUE(SameBytes((*series)->bars(), bars));
    EXPECT_TRUE((*series)->Verify());
  }
}

TEST(Catalog, PerpetualsHaveTheirOwnFile) {
  const Catalog catalog("d");
  EXPECT_EQ(catalog.PathOf(Key("BTC/USDT:USDT", "1d")), "d/binance/BTC_USDT_USDT-1d.npy");
}

TEST(Catalog, ListIsSortedAndIgnoresStrangers) {
  const ScratchDirectory scratch;
  const Catalog catalog(scratch.path());
  EXPECT_TRUE(catalog.List()->empty());
  for (const char* timeframe : {"1d", "1m", "1M", "1h"}) {
    ASSERT_TRUE(catalog.Write(Key("ETH/USDT", timeframe), Bars(2, base::Days(31)), {}));
  }
  ASSERT_TRUE(catalog.Write(Key("BTC/USDT:USDT"), Bars(2), {}));
  scratch.Put("binance/notes.npy", "x");
  scratch.Put("binance/a_b_c_d-1h.npy", "x");
  scratch.Put("readme.txt", "x");
  std::string listed;
  const auto keys = catalog.List().value();
  for (const SeriesKey& key : keys) {
    listed += key.symbol.ToString() + " " + key.timeframe.name() + ", ";
  }
  EXPECT_EQ(listed, "BTC/USDT:USDT 1h, ETH/USDT 1m, ETH/USDT 1h, ETH/USDT 1d, ETH/USDT 1M, ");
}

TEST(Catalog, AMissingSeriesNamesWhatIsNear) {
  const ScratchDirectory scratch;
  const Catalog catalog(scratch.path());
  EXPECT_TRUE(Holds(FailureOf(catalog, ErrorCode::kNotFound), "keel import-data"));
  ASSERT_TRUE(catalog.Write(Key("BTC/USDC"), Bars(2), {}));
  EXPECT_TRUE(Holds(FailureOf(catalog, ErrorCode::kNotFound), "did you mean \"BTC/USDC\"?"));
  ASSERT_TRUE(catalog.Write(Key("BTC/USDT", "5m"), Bars(2), {}));
  EXPECT_TRUE(Holds(FailureOf(catalog, ErrorCode::kNotFound), "of this pair there is 5m"));
}

TEST(Catalog, DamageIsNoticed) {
  const ScratchDirectory scratch;
  const Catalog catalog(scratch.path());
  ASSERT_TRUE(catalog.Write(Key(), Bars(100), {}));
  const std::string path = catalog.PathOf(Key());
  const std::string side = path.substr(0, path.size() - 4) + ".json";
  const std::string good = ScratchDirectory::Get(path);
  const std::string good_side = ScratchDirectory::Get(side);
  const auto with = [&](const std::string& rows, const std::string& text) {
    scratch.Put("binance/BTC_USDT-1h.npy", rows);
    scratch.Put("binance/BTC_USDT-1h.json", text);
    return FailureOf(catalog, ErrorCode::kCorrupt);
  };
  EXPECT_TRUE(Holds(with(good.substr(0, good.size() - 1), good_side), "promises 100 rows of 48"));
  EXPECT_TRUE(Holds(with(good + "x", good_side), "promises 100 rows of 48"));
  EXPECT_TRUE(Holds(with("", good_side), "not a NumPy"));
  EXPECT_TRUE(Holds(with("garbage, but long enough to have a header", good_side), "not a NumPy"));
  EXPECT_TRUE(Holds(with(good.substr(0, 40), good_side), "header is cut off"));
  std::string other_columns = good;
  other_columns.replace(other_columns.find("close"), 5, "klose");
  EXPECT_TRUE(Holds(with(other_columns, good_side), "columns"));
  std::string huge = good;
  huge.replace(huge.find("(100,)"), 6, "(9999999999999999999,)");
  EXPECT_FALSE(with(huge, good_side).empty());
  std::string changed = good;
  changed[changed.size() - 3] ^= 1;
  EXPECT_TRUE(Holds(with(changed, good_side), "not those that its side file describes"));
  EXPECT_TRUE(Holds(with(good, "{"), "BTC_USDT-1h.json"));
  EXPECT_TRUE(Holds(with(good, "{}"), "field \"format\""));
  std::string newer = good_side;
  newer.replace(newer.find("\"format\": 1"), 11, "\"format\": 2");
  EXPECT_TRUE(Holds(with(good, newer), "field \"format\""));
  scratch.Put("binance/BTC_USDT-1h.npy", good);
  std::filesystem::remove(side);
  EXPECT_TRUE(Holds(FailureOf(catalog, ErrorCode::kCorrupt), "missing"));
}

TEST(Catalog, AReplacementIsSeenWhollyOrNotAtAll) {
  const ScratchDirectory scratch;
  const Catalog catalog(scratch.path());
  const auto before = Bars(5), after = Bars(7);
  ASSERT_TRUE(catalog.Write(Key(), before, {}));
  const auto still_open = catalog.Open(Key());
  {
    const auto dropped = catalog.Stage(Key(), after, {});
    ASSERT_TRUE(dropped);
    EXPECT_EQ((*catalog.Open(Key()))->bars().size(), 5U);
  }
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(scratch.path() + "/binance")) {
    files += entry.exists() ? 1 : 0;
  }
  EXPECT_EQ(files, 2U) << "a dropped stage leaves nothing behind";
  auto staged = catalog.Stage(Key(), after, {});
  ASSERT_TRUE(staged->Commit());
  EXPECT_TRUE(SameBytes((*catalog.Open(Key()))->bars(), after));
  EXPECT_TRUE(SameBytes((*still_open)->bars(), before)) << "an open series keeps its bars";
}

TEST(Catalog, ACrashBetweenTheTwoRenamesLosesNothing) {
  const ScratchDirectory scratch, elsewhere;
  const Catalog catalog(scratch.path()), other(elsewhere.path());
  ASSERT_TRUE(catalog.Write(Key(), Bars(5), {}));
  const auto after = Bars(7);
  ASSERT_TRUE(other.Write(Key(), after, {.source = "new"}));
  const std::string side = ScratchDirectory::Get(elsewhere.path() + "/binance/BTC_USDT-1h.json");
  const size_t at = side.find("\"check\": \"") + 10;
  scratch.Put("binance/BTC_USDT-1h.npy", ScratchDirectory::Get(other.PathOf(Key())));
  scratch.Put("binance/.BTC_USDT-1h." + side.substr(at, 32) + ".json.new", side);
  const auto series = catalog.Open(Key());
  ASSERT_TRUE(series) << series.error().message;
  EXPECT_TRUE(SameBytes((*series)->bars(), after));
  EXPECT_EQ((*series)->note().source, "new");
}

TEST(Catalog, AMillionBarsOpenInMilliseconds) {
  const ScratchDirectory scratch;
  const Catalog catalog(scratch.path());
  ASSERT_TRUE(catalog.Write(Key("BTC/USDT", "1m"), Bars(1'000'000, base::Minutes(1)), {}));
  const auto begin = std::chrono::steady_clock::now();
  const auto series = catalog.Open(Key("BTC/USDT", "1m"));
  const auto took = std::chrono::steady_clock::now() - begin;
  ASSERT_TRUE(series);
  EXPECT_EQ((*series)->bars().size(), 1'000'000U);
  RecordProperty(
      "open_us",
      static_cast<int>(std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
  EXPECT_LT(took, std::chrono::milliseconds(50));
}

TEST(Catalog, TradesAreExact) {
  const ScratchDirectory scratch;
  const Catalog catalog(scratch.path());
  const TradesKey key{"binance", core::ParseSymbol("BTC/USDT").value()};
  const TradesNote note{.source = "t.csv", .price_decimals = 2, .quantity_decimals = 6};
  const core::TradeTick trade{{1610064000278000000},
                              553287559,
                              core::Price::Parse("39432.48").value(),
                              core::Quantity::Parse("0.000263").value(),
                              core::Side::kSell};
  const auto row = ToRow(trade, note);
  ASSERT_TRUE(row);
  EXPECT_EQ(row->price_ticks, 3943248);
  EXPECT_EQ(row->quantity_lots, 263);
  EXPECT_EQ(row->side, -1);
  EXPECT_FALSE(ToRow(trade, {.price_decimals = 1}));
  ASSERT_TRUE(catalog.WriteTrades(key, std::vector{*row, *row}, note));
  const auto series = catalog.OpenTrades(key);
  ASSERT_TRUE(series) << series.error().message;
  ASSERT_EQ((*series)->rows().size(), 2U);
  const core::TradeTick read = (*series)->at(1);
  EXPECT_EQ(read.time, trade.time);
  EXPECT_EQ(read.id, trade.id);
  EXPECT_EQ(read.price, trade.price);
  EXPECT_EQ(read.quantity, trade.quantity);
  EXPECT_EQ(read.aggressor, trade.aggressor);
  EXPECT_EQ((*series)->path(), scratch.path() + "/binance/BTC_USDT-trades.npy");
  ASSERT_EQ(catalog.ListTrades()->size(), 1U);
  EXPECT_TRUE(catalog.List()->empty());
}

TEST(Gaps, MonthsFollowTheCalendar) {
  const auto month = core::Timeframe::Parse("1M").value();
  const auto at = [](const char* text) { return base::ParseTime(text).value(); };
  std::vector<core::Bar> bars(3);
  bars[0].open_time = at("2024-01-01");
  bars[1].open_time = at("2024-02-01");
  bars[2].open_time = at("2024-05-01");
  const auto gaps = FindGaps(bars, month);
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].from, at("2024-03-01"));
  EXPECT_EQ(gaps[0].missing, 2);
}

}  // namespace
}  // namespace keel::storage
