// SPDX-License-Identifier: MIT
#include "storage/import.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "storage/internal/scratch_directory.h"

namespace keel::storage {
namespace {

using base::ErrorCode;
using internal::Gzip;
using internal::ScratchDirectory;

constexpr std::string_view kHeader = "timestamp_ms,open,high,low,close,volume\n";
constexpr std::string_view kThreeRows =
    "1502942400000,4261.48,4313.62,4261.32,4308.83,47.181009\n"
    "1502946000000,4308.83,4328.69,4291.37,4315.32,23.234916\n"
    "1502949600000,4330.29,4345.45,4309.37,4324.35,7.229691\n";

std::string Rows() { return std::string(kHeader) + std::string(kThreeRows); }

class ImportTest : public testing::Test {
 protected:
  // Imports one file of that name and text.
  base::Result<ImportReport> Run(const std::string& name, std::string_view bytes) {
    request_.paths = {scratch_.Put("in/" + name, bytes)};
    return Again();
  }
  base::Result<ImportReport> Again() { return Import(catalog_, request_); }

  // The only series of a successful import.
  std::vector<core::Bar> BarsOf(const std::string& name, std::string_view bytes) {
    const auto report = Run(name, bytes);
    EXPECT_TRUE(report) << (report ? "" : report.error().message);
    if (!report || report->bars.size() != 1) return {};
    last_ = report->bars[0];
    const auto series = catalog_.Open(last_.key);
    EXPECT_TRUE(series);
    return {(*series)->bars().begin(), (*series)->bars().end()};
  }

  void ExpectThreeRows(const std::string& name, std::string_view bytes) {
    const auto bars = BarsOf(name, bytes);
    ASSERT_EQ(bars.size(), 3U) << name << '\n' << bytes;
    EXPECT_EQ(bars[0].open_time.ns, 1502942400000 * 1'000'000);
    EXPECT_EQ(bars[2].open_time - bars[0].open_time, base::Hours(2));
    EXPECT_EQ(bars[1].open, 4308.83);
    EXPECT_EQ(bars[1].high, 4328.69);
    EXPECT_EQ(bars[1].low, 4291.37);
    EXPECT_EQ(bars[1].close, 4315.32);
    EXPECT_EQ(last_.key.timeframe.name(), "1h");
    EXPECT_EQ(last_.note.price_decimals, 2);
  }

  // The message of a refused import, which must leave the catalog as it was.
  std::string Refused(const std::string& name, std::string_view bytes) {
    const size_t before = catalog_.List()->size();
    const auto report = Run(name, bytes);
    EXPECT_FALSE(report) << name << " was imported:\n" << bytes.substr(0, 300);
    EXPECT_EQ(catalog_.List()->size(), before);
    if (report) return "";
    EXPECT_EQ(report.error().message.find('\n'), std::string::npos);
    return report.error().message.substr(scratch_.path().size() + 4);
  }

  ScratchDirectory scratch_;
  Catalog catalog_{scratch_.path() + "/catalog"};
  ImportRequest request_{.venue = "binance"};
  ImportedBars last_;
};

TEST_F(ImportTest, ReadsTheCommonSpellingsOfOneTable) {
  const auto volume = [&] { return catalog_.Open(last_.key).value()->bars()[1].volume; };
  request_.overwrite = true;
  ExpectThreeRows("BTCUSDT_1h.csv", Rows());
  EXPECT_EQ(volume(), 23.234916);
  EXPECT_EQ(last_.note.volume_decimals, 6);
  ExpectThreeRows("BTCUSDT_1h.csv.gz", Gzip(Rows()));
  // Two gzip members joined are one file.
  ExpectThreeRows("BTCUSDT_1h.csv.gz", Gzip(kHeader) + Gzip(kThreeRows));
  ExpectThreeRows("BTCUSDT_1h.csv", kThreeRows);
  const auto with = [](std::string text, std::string_view from, std::string_view to) {
    for (size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
    return text;
  };
  ExpectThreeRows("BTCUSDT_1h.csv", with(Rows(), ",", ";"));
  ExpectThreeRows("BTCUSDT_1h.csv", with(Rows(), ",", "\t"));
  ExpectThreeRows("BTCUSDT_1h.csv", with(Rows(), "\n", "\r\n"));
  ExpectThreeRows("BTCUSDT_1h.csv",
                  with(with(Rows(), "4308.83", " \"4308.83\" "), "open", "\"Open\""));
  ExpectThreeRows("BTCUSDT_1h.csv", "\xef\xbb\xbf" + Rows());
  ExpectThreeRows("BTCUSDT_1h.csv", Rows().substr(0, Rows().size() - 1));
  ExpectThreeRows("BTCUSDT_1h.csv", with(Rows(), "0000,", "0000000000,"));
  ExpectThreeRows("BTCUSDT_1h.csv", with(Rows(), "00000,", "00,"));
  ExpectThreeRows("BTCUSDT_1h.csv", with(Rows(), "00000,", "00.0,"));
  const std::string day = with(with(with(Rows(), "1502942400000", "2017-08-17 04:00:00"),
                                    "1502946000000", "2017-08-17T05:00:00Z"),
                               "1502949600000", "2017-08-17 06:00:00.000000+00:00");
  ExpectThreeRows("BTCUSDT_1h.csv", day);
}

TEST_F(ImportTest, FindsColumnsByTheirNames) {
  request_.overwrite = true;
  // CryptoDataDownload: a link, newest row first, two volumes.
  ExpectThreeRows(
      "Binance_BTCUSDT_1h.csv",
      "https://www.CryptoDataDownload.com\n"
      "Unix,Date,Symbol,Open,High,Low,Close,Volume USDT,Volume BTC,tradecount\n"
      "1502949600000,2017-08-17 06:00:00,BTCUSDT,4330.29,4345.45,4309.37,4324.35,9,7,1\n"
      "1502946000000,2017-08-17 05:00:00,BTCUSDT,4308.83,4328.69,4291.37,4315.32,9,5,1\n"
      "1502942400000,2017-08-17 04:00:00,BTCUSDT,4261.48,4313.62,4261.32,4308.83,9,3,1\n");
  EXPECT_EQ(catalog_.Open(last_.key).value()->bars()[1].volume, 5);
  EXPECT_TRUE(base::Join(last_.remarks, ";").find("turned around") != std::string::npos);
  ExpectThreeRows("btc.csv",
                  ",Date,Volume,Adj Close,Close,Low,High,Open,symbol\n"
                  "0,2017-08-17 04:00,1,9,4308.83,4261.32,4313.62,4261.48,BTC/USDT\n"
                  "1,2017-08-17 05:00,1,9,4315.32,4291.37,4328.69,4308.83,BTC/USDT\n"
                  "2,2017-08-17 06:00,1,9,4324.35,4309.37,4345.45,4330.29,BTC/USDT\n");
}

TEST_F(ImportTest, TellsColumnsWithoutNamesFromTheirValues) {
  request_.overwrite = true;
  // Coinbase's order: time, low, high, open, close, volume.
  ExpectThreeRows("BTCUSDT_1h.csv",
                  "1502942400,4261.32,4313.62,4261.48,4308.83,47\n"
                  "1502946000,4291.37,4328.69,4308.83,4315.32,23\n"
                  "1502949600,4309.37,4345.45,4330.29,4324.35,7\n");
  EXPECT_TRUE(base::Join(last_.remarks, ";").find("time, low, high, open, close") !=
              std::string::npos);
}

TEST_F(ImportTest, ReadsBinanceArchives) {
  const auto row = [](int64_t open, int64_t close, const char* prices) {
    return fmt::format("{},{},47.18100900,{},202366.13,171,35.16,150952.47,0\n", open, prices,
                       close);
  };
  const std::string prices = "4261.48000000,4313.62000000,4261.32000000,4308.83000000";
  request_ = {};
  std::filesystem::create_directories(scratch_.path() + "/in");
  const std::string august = scratch_.path() + "/in/BTCUSDT-1h-2017-08.zip";
  const std::string january = scratch_.path() + "/in/BTCUSDT-1h-2025-01.zip";
  internal::PutZip(august, "BTCUSDT-1h-2017-08.csv",
                   row(1502942400000, 1502945999999, prices.c_str()) +
                       row(1502946000000, 1502949599999, prices.c_str()));
  // Microseconds since 2025, and a header line in newer files.
  internal::PutZip(january, "BTCUSDT-1h-2025-01.csv",
                   "open_time,open,high,low,close,volume,close_time,quote_volume,count,"
                   "taker_buy_volume,taker_buy_quote_volume,ignore\n" +
                       row(1735689600000000, 1735693199999999, prices.c_str()) +
                       row(1735693200000000, 1735696799999999, prices.c_str()));
  request_.paths = {january, august};
  const auto report = Again();
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->bars.size(), 1U);
  EXPECT_EQ(report->bars[0].key.venue, "binance");
  EXPECT_EQ(report->bars[0].key.symbol.ToString(), "BTC/USDT");
  EXPECT_EQ(report->bars[0].note.rows, 4);
  EXPECT_EQ(report->bars[0].note.gap_count, 1);
  EXPECT_EQ(base::FormatIso(report->bars[0].last), "2025-01-01T01:00:00Z");
  const std::string whole = ScratchDirectory::Get(august);
  EXPECT_NE(
      Refused("BTCUSDT-1h-2017-09.zip", whole.substr(0, whole.size() / 2)).find("get it again"),
      std::string::npos);
}

TEST_F(ImportTest, ReadsFreqtradeAndCcxtJson) {
  request_ = {};
  request_.overwrite = true;
  ExpectThreeRows("data/binance/BTC_USDT-1h.json",
                  "[[1502942400000,4261.48,4313.62,4261.32,4308.83,47.1],"
                  "[1502946000000,4308.83,4328.69,4291.37,4315.32,23],"
                  "[1502949600000,4330.29,4345.45,4309.37,4324.35,7.229691]]");
  EXPECT_EQ(last_.key.venue, "binance");
  request_.venue = "okx";
  ExpectThreeRows("BTC_USDT_USDT-1h-futures.json.gz",
                  Gzip("[\n [1502942400000, \"4261.48\", \"4313.62\", \"4261.32\", \"4308.83\", "
                       "\"47.1\", 1, \"x\"],\n"
                       " [\"1502946000000\", 4308.83, 4328.69, 4291.37, 4315.32, 23],\n"
                       " [1502949600000, 4330.29, 4345.45, 4309.37, 4324.35, 7.2]\n]\n"));
  EXPECT_EQ(last_.key.symbol.ToString(), "BTC/USDT:USDT");
  EXPECT_EQ(Refused("a_b.json", "[[1502942400000,1,1,1,1,1],\n [1502946000000,1,1,true,1,1]]"),
            "a_b.json:2:21: the low true is not a number; correct or remove the row");
  EXPECT_NE(Refused("a.json", "[[1502942400000,1,1,1,1,1],[15029").find("a.json:1:"),
            std::string::npos);
  EXPECT_NE(Refused("a.json", "{\"a\": 1}").find("no list of rows"), std::string::npos);
}

TEST_F(ImportTest, ReadsWideTablesAndSplitsASymbolThatBecameAnotherAsset) {
  std::string text = "time,BTCUSDT,LUNAUSDT,OLD/USDT\n";
  for (int hour = 0; hour < 800; ++hour) {
    const bool luna_halted = hour > 300 && hour < 700;
    text +=
        fmt::format("{},{},{},{}\n", 1652400000 + hour * 3600, 30000 + hour,
                    luna_halted ? "" : (hour <= 300 ? "0.00005" : "8.5"), hour < 100 ? "1.25" : "");
  }
  const auto report = Run("closes.csv", text);
  ASSERT_TRUE(report) << report.error().message;
  std::string found;
  for (const ImportedBars& bars : report->bars) {
    found += fmt::format("{} {} {} {}\n", bars.key.symbol.ToString(), bars.note.rows,
                         bars.note.close_only, bars.note.delisted_at.has_value());
  }
  EXPECT_EQ(found,
            "BTC/USDT 800 true false\n"
            "LUNA/USDT 301 true true\n"
            "LUNA2/USDT 100 true false\n"
            "OLD/USDT 100 true true\n");
  EXPECT_NE(report->bars[1].remarks.at(1).find("stored as LUNA2/USDT"), std::string::npos);
  const auto series = catalog_.Open(report->bars[0].key).value();
  EXPECT_EQ(series->bars()[5].open, 30005);
  EXPECT_EQ(series->bars()[5].volume, 0);
  // The same file again changes nothing.
  const auto again = Again();
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->bars[2].added, 0);
  request_.symbols = {core::ParseSymbol("LUNA/USDT").value()};
  request_.overwrite = true;
  EXPECT_EQ(Again()->bars.size(), 2U);
}

TEST_F(ImportTest, ASymbolThatRestartsInALaterFileIsNotSplicedEither) {
  ExpectThreeRows("BTCUSDT_1h.csv", Rows());
  const std::string next = std::string(kHeader) + "1503942400000,1.5,2,1,1.5,9\n" +
                           "1503946000000,1.5,2,1,1.5,9\n1503949600000,1.5,2,1,1.5,9\n";
  EXPECT_EQ(BarsOf("BTCUSDT_1h.csv", next).size(), 3U);
  EXPECT_EQ(last_.key.symbol.ToString(), "BTC2/USDT");
  EXPECT_NE(base::Join(last_.remarks, ";").find("another asset"), std::string::npos);
  // More of the new asset goes to the new asset.
  EXPECT_EQ(BarsOf("BTCUSDT_1h.csv", next + "1503953200000,1.5,2,1,1.5,9\n").size(), 4U);
  EXPECT_EQ(last_.added, 1);
  // Older rows of another asset cannot be put before what is there.
  const std::string before = std::string(kHeader) + "1501942400000,1.5,2,1,1.5,9\n" +
                             "1501946000000,1.5,2,1,1.5,9\n1501949600000,1.5,2,1,1.5,9\n";
  EXPECT_NE(Refused("BTCUSDT_1h.csv", before).find("BTCUSDT_1h.csv:2: with these rows"),
            std::string::npos);
}

TEST_F(ImportTest, OneCloseOfATableTakesTheTablesSpacing) {
  const auto report =
      Run("closes.csv", "time,BTCUSDT,NEWUSDT\n1502942400,1,\n1502946000,1.5,\n1502949600,2,7\n");
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->bars.size(), 2U);
  EXPECT_EQ(report->bars[1].key.timeframe.name(), "1h");
}

TEST_F(ImportTest, ReadsBinanceTradesWithoutAHeader) {
  const auto trades = [&](const std::string& name, std::string_view text) {
    const auto report = Run(name, text);
    EXPECT_TRUE(report) << (report ? "" : report.error().message);
    return report ? catalog_.OpenTrades(report->trades.at(0).key).value() : nullptr;
  };
  const auto plain = trades("BTCUSDT-trades-2024-01.csv",
                            "3358,39432.48,0.25,9858.12,1610064000278,True,True\n"
                            "3359,39432.50,0.50,19716.25,1610064000279,False,True\n");
  ASSERT_EQ(plain->rows().size(), 2U);
  EXPECT_EQ(plain->at(0).id, 3358U);
  EXPECT_EQ(plain->at(0).quantity.ToString(), "0.25");
  EXPECT_EQ(plain->at(0).aggressor, core::Side::kSell);
  EXPECT_EQ(base::FormatIso(plain->at(1).time), "2021-01-08T00:00:00.279Z");
  const auto joined = trades("ETHUSDT-aggTrades-2025-01.csv",
                             "77,1200.5,0.25,100,102,1735689600000123,False,True\n");
  EXPECT_EQ(joined->at(0).aggressor, core::Side::kBuy);
  EXPECT_EQ(base::FormatIso(joined->at(0).time), "2025-01-01T00:00:00.000123Z");
}

TEST_F(ImportTest, ReadsTradesExactly) {
  const auto report = Run("BTCUSDT-trades.csv",
                          "timestamp,trade_id,price,quantity,buyer_maker\n"
                          "2021-01-08T00:00:00.278000000+0000,553287559,39432.48,0.000263,True\n"
                          "2021-01-08T00:00:00.310000000+0000,553287560,39439.4,"
                          "0.00031099999999999997,False\n");
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->trades.size(), 1U);
  const auto series = catalog_.OpenTrades(report->trades[0].key).value();
  ASSERT_EQ(series->rows().size(), 2U);
  EXPECT_EQ(series->note().price_decimals, 2);
  EXPECT_EQ(series->note().quantity_decimals, 6);
  EXPECT_EQ(series->at(0).price.ToString(), "39432.48");
  EXPECT_EQ(series->at(0).aggressor, core::Side::kSell);
  EXPECT_EQ(series->at(0).id, 553287559U);
  EXPECT_EQ(series->at(1).quantity.ToString(), "0.000311");
  EXPECT_EQ(series->at(1).aggressor, core::Side::kBuy);
  // More of it, with finer prices, goes behind; what is there may come again.
  ASSERT_TRUE(Run("BTCUSDT-trades.csv",
                  "timestamp,trade_id,price,quantity,side\n"
                  "2021-01-08T00:00:00.310Z,553287560,39439.4,0.000311,buy\n"
                  "2021-01-08T00:00:01Z,553287561,39439.125,2,sell\n"));
  const auto more = catalog_.OpenTrades(report->trades[0].key).value();
  ASSERT_EQ(more->rows().size(), 3U);
  EXPECT_EQ(more->at(0).price.ToString(), "39432.48");
  EXPECT_EQ(more->at(2).price.ToString(), "39439.125");
  EXPECT_NE(
      Refused("BTCUSDT-trades.csv", "time,price,quantity\n1610064000,1.5,-2\n").find(":2:16:"),
      std::string::npos);
}

TEST_F(ImportTest, AddsATailAndRefusesAContradiction) {
  ExpectThreeRows("BTCUSDT_1h.csv", Rows());
  const std::string tail = std::string(kHeader) +
                           "1502949600000,4330.29,4345.45,4309.37,4324.35,7.229691\n"
                           "1502953200000,4316.62,4349.99,4287.41,4349.99,4.443249\n";
  EXPECT_EQ(BarsOf("BTCUSDT_1h.csv", tail).size(), 4U);
  EXPECT_EQ(last_.added, 1);
  const std::string other = std::string(kHeader) +
                            "1502949600000,4330.29,4345.45,4309.37,4324,7\n" +
                            "1502953200000,4316.62,4349.99,4287.41,4349.99,4.443249\n";
  const std::string message = Refused("BTCUSDT_1h.csv", other);
  EXPECT_NE(message.find("BTCUSDT_1h.csv:2: the row of 2017-08-17T06:00:00Z contradicts"),
            std::string::npos);
  EXPECT_EQ(catalog_.Open(last_.key).value()->bars().size(), 4U);
  request_.overwrite = true;
  EXPECT_EQ(BarsOf("BTCUSDT_1h.csv", other).size(), 2U);
}

TEST_F(ImportTest, AFolderIsImportedWhollyOrNotAtAll) {
  scratch_.Put("in/BTCUSDT_1h.csv", Rows());
  scratch_.Put("in/deep/ETHUSDT_1h.csv.gz", Gzip(Rows()));
  scratch_.Put("in/readme.md", "hello");
  scratch_.Put("in/notes.csv", "a,b\n1,2\n");
  scratch_.Put("in/XRP_USDT-1h.feather", "x");
  request_.paths = {scratch_.path() + "/in"};
  const auto report = Again();
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->bars.size(), 2U);
  EXPECT_EQ(report->left_out.size(), 3U);
  scratch_.Put("in/ADAUSDT_1h.csv", Rows());
  scratch_.Put("in/ZRXUSDT_1h.csv", Rows() + "1502953200000,1,2\n");
  EXPECT_FALSE(Again());
  EXPECT_EQ(catalog_.List()->size(), 2U);
}

TEST_F(ImportTest, LeavesOutWhatIsNoClosedCandle) {
  request_.now = base::ParseTime("2017-08-17T06:30:00Z").value();
  EXPECT_EQ(BarsOf("BTCUSDT_1h.csv", Rows() + "1502953200000,0,0,0,0,0\n").size(), 2U);
  EXPECT_EQ(base::Join(last_.remarks, ";"),
            "1 row with all prices 0 left out;1 row not closed yet left out");
}

TEST_F(ImportTest, InterruptedStoresNothing) {
  const std::atomic<bool> stop{true};
  request_.interrupted = &stop;
  const auto report = Run("BTCUSDT_1h.csv", Rows());
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kInterrupted);
}

}  // namespace
}  // namespace keel::storage
