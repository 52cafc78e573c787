// SPDX-License-Identifier: MIT
// Every real file of candles that lies beside the checkout is read, to the rows it is known to
// have.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "storage/import.h"
#include "storage/internal/scratch_directory.h"
#include "tests/shared_data.h"

namespace keel::storage {
namespace {

struct RealFile {
  const char* path;
  const char* venue;
  const char* pair;
  const char* series;  ///< pair, timeframe, rows, missing of the first series
};

class RealFiles : public testing::TestWithParam<RealFile> {};

TEST_P(RealFiles, AreImported) {
  const RealFile& real = GetParam();
  KEEL_SHARED_DATA(path, std::string("ohlcv/") + real.path);
  const internal::ScratchDirectory scratch;
  const Catalog catalog(scratch.path());
  ImportRequest request;
  request.paths = {path};
  if (*real.venue != '\0') request.venue = real.venue;
  if (*real.pair != '\0') request.symbols = {core::ParseSymbol(real.pair).value()};
  const auto report = Import(catalog, request);
  ASSERT_TRUE(report) << report.error().message;
  const ImportedBars& first = report->bars.at(0);
  EXPECT_EQ(fmt::format("{} {} {} {}", first.key.symbol.ToString(), first.key.timeframe.name(),
                        first.note.rows, first.note.missing),
            real.series);
  const auto opened = catalog.Open(first.key);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_TRUE((*opened)->Verify());
}

INSTANTIATE_TEST_SUITE_P(
    Ohlcv, RealFiles,
    testing::Values(
        RealFile{"BTCUSDT_1h_binance_2017-2022.csv.gz", "", "", "BTC/USDT 1h 46981 127"},
        RealFile{"BTC-PERP_1m_2021-12-31_2022-02-01.csv.gz", "ftx", "", "BTC/USD:USD 1m 45031 0"},
        RealFile{"BNBUSDT_PERP_1h_binance_cdd_2020-2022.csv.gz", "", "",
                 "BNB/USDT:USDT 1h 16319 0"},
        RealFile{"BTCUSD_1d_coinbase_lean.csv.gz", "", "", "BTC/USD 1d 1318 34"},
        RealFile{"EURUSD_1h_backtestingpy.csv.gz", "fx", "", "EUR/USD 1h 5000 2063"},
        RealFile{"GOOG_1d_backtestingpy.csv.gz", "nasdaq", "GOOG/USD", "GOOG/USD 1d 2148 969"},
        RealFile{"UNITTEST_BTC_1m.csv.gz", "bittrex", "", "UNITTEST/BTC 1m 13681 717"},
        RealFile{"closes_1h_LUNA_FTT_collapse.csv.gz", "binance", "LUNA/USDT",
                 "LUNA/USDT 1h 11916 13"},
        RealFile{"closes_1h_binance_2021-2025_10pairs.csv.gz", "", "SOL/USDT",
                 "SOL/USDT 1h 38972 14"},
        RealFile{"4h/LUNAUSDT_4h_binance.csv.gz", "", "", "LUNA/USDT 4h 3721 12"},
        RealFile{"4h/BTCUSDT_4h_binance.csv.gz", "", "", "BTC/USDT 4h 7290 33"},
        RealFile{"5m/XLM_BTC_5m_bittrex.csv.gz", "", "", "XLM/BTC 5m 5760 0"},
        RealFile{"1m/BTCUSDT_1m_flox.csv.gz", "binance", "", "BTC/USDT 1m 3000 0"},
        RealFile{"1m/LTCUSD_1m_coinbase_20180404.csv.gz", "", "", "LTC/USD 1m 1008 3"},
        RealFile{"equity/SPY_1d_lean_raw.csv.gz", "arca", "SPY/USD", "SPY/USD 1d 5849 2641"}));

TEST(RealFiles, TheNewLunaIsAnotherAsset) {
  KEEL_SHARED_DATA(path, "ohlcv/closes_1h_LUNA_FTT_collapse.csv.gz");
  const internal::ScratchDirectory scratch;
  const Catalog catalog(scratch.path());
  ASSERT_TRUE(Import(catalog, {.paths = {path}, .venue = "binance"}));
  const auto hour = core::Timeframe::Parse("1h").value();
  const auto old = catalog.Open({"binance", core::ParseSymbol("LUNA/USDT").value(), hour}).value();
  EXPECT_EQ(base::FormatIso(old->bars().back().open_time), "2022-05-13T00:00:00Z");
  EXPECT_EQ(old->bars().back().close, 5e-05);
  EXPECT_EQ(old->note().price_decimals, 5);
  ASSERT_TRUE(old->note().delisted_at);
  EXPECT_EQ(base::FormatIso(*old->note().delisted_at), "2022-05-13T01:00:00Z");
  const auto next =
      catalog.Open({"binance", core::ParseSymbol("LUNA2/USDT").value(), hour}).value();
  EXPECT_GT(next->bars().front().close, 5);
  EXPECT_FALSE(next->note().delisted_at);
}

TEST(RealFiles, TradesOfAnExchangeAreExact) {
  KEEL_SHARED_DATA(path, "book/nautilus_binance_btcusdt-trades.csv.gz");
  const internal::ScratchDirectory scratch;
  const Catalog catalog(scratch.path());
  const auto report = Import(catalog, {.paths = {path}});
  ASSERT_TRUE(report) << report.error().message;
  const auto trades = catalog.OpenTrades(report->trades.at(0).key).value();
  ASSERT_EQ(trades->rows().size(), 2001U);
  EXPECT_EQ(trades->at(0).price.ToString(), "39432.48");
  EXPECT_EQ(trades->at(0).quantity.ToString(), "0.000263");
  EXPECT_EQ(trades->note().quantity_decimals, 6);
}

}  // namespace
}  // namespace keel::storage
