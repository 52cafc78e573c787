// SPDX-License-Identifier: MIT
// What bad files get: one sentence with file, line and column, and nothing stored.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/random.h"
#include "storage/import.h"
#include "storage/internal/scratch_directory.h"
#include "tests/shared_data.h"

namespace keel::storage {
namespace {

using internal::Gzip;
using internal::ScratchDirectory;

const std::string kHeader = "timestamp_ms,open,high,low,close,volume\n";
const std::string kRow = "1502942400000,10,12,9,11,5\n";

struct BadFile {
  const char* title;
  std::string name;
  std::string bytes;
  std::string says;  // part of the message, which begins with the name
};

void PrintTo(const BadFile& bad, std::ostream* out) { *out << bad.title; }

class Refusals : public testing::TestWithParam<BadFile> {};

TEST_P(Refusals, SayWhatWhereAndWhatToDo) {
  const BadFile& bad = GetParam();
  const ScratchDirectory scratch;
  const Catalog catalog(scratch.path() + "/catalog");
  ImportRequest request{.venue = "binance"};
  request.paths = {scratch.Put(bad.name, bad.bytes)};
  const auto report = Import(catalog, request);
  ASSERT_FALSE(report);
  const std::string& message = report.error().message;
  EXPECT_NE(message.find(bad.says), std::string::npos) << message;
  EXPECT_NE(message.find(bad.name), std::string::npos) << message;
  EXPECT_NE(message.find("; "), std::string::npos) << "no advice: " << message;
  EXPECT_LT(message.size(), 700U);
  EXPECT_FALSE(std::filesystem::exists(scratch.path() + "/catalog"));
}

const std::string kName = "BTCUSDT_1h.csv";

std::string Fourth(const std::string& row) {
  return kHeader + kRow + "1502946000000,10,12,9,11,5\n" + "1502949600000,10,12,9,11,5\n" + row;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Refusals,
    testing::Values(
        BadFile{"empty", kName, "", "is empty"}, BadFile{"blank", kName, " \n\n", "is empty"},
        BadFile{"header_only", kName, kHeader, "no rows below its header"},
        BadFile{"few_columns", kName, Fourth("1502953200000,10,12\n"),
                "BTCUSDT_1h.csv:5:18: the row has 3 columns where 6 are expected"},
        BadFile{"many_columns", kName, Fourth("1502953200000,10,12,9,11,5,7\n"),
                "the row has 7 columns where 6 are expected"},
        BadFile{"cut_off", kName, Fourth("1502953200"), "the file may be cut off here"},
        BadFile{"word", kName, Fourth("1502953200000,10,12,9,abc,5\n"),
                "BTCUSDT_1h.csv:5:23: the close \"abc\" is not a number"},
        BadFile{"not_a_number", kName, Fourth("1502953200000,10,NaN,9,11,5\n"),
                ":5:18: the high \"NaN\" is not a number"},
        BadFile{"infinite", kName, Fourth("1502953200000,10,1e999,9,11,5\n"), "is not a number"},
        BadFile{"blank_price", kName, Fourth("1502953200000,,12,9,11,5\n"),
                ":5:15: the open \"\" is not a number"},
        BadFile{"two_points", kName, Fourth("1502953200000,1.0.0,12,9,11,5\n"),
                "the open \"1.0.0\" is not a number"},
        BadFile{"decimal_comma", kName, "time;open;high;low;close\n1502942400;1,5;2,5;1,5;2\n",
                "is not a number"},
        BadFile{"negative", kName, Fourth("1502953200000,10,12,-9,11,5\n"),
                ":5:1: the low is negative"},
        BadFile{"zero", kName, Fourth("1502953200000,10,12,0,11,5\n"), ":5:1: the low is 0"},
        BadFile{"negative_volume", kName, Fourth("1502953200000,10,12,9,11,-5\n"),
                "the volume is negative"},
        BadFile{"huge_price", kName, Fourth("1502953200000,10,1e15,9,11,5\n"), "is outside"},
        BadFile{"high_below_low", kName, Fourth("1502953200000,10,9,12,11,5\n"),
                ":5:1: the high 9 is below the low 12"},
        BadFile{"time", kName, Fourth("yesterday,10,12,9,11,5\n"),
                ":5:1: the time \"yesterday\" is not a time"},
        BadFile{"ambiguous_date", kName, "Date,Open,High,Low,Close\n1/4/1999,1,1,1,1\n",
                ":2:1: the time \"1/4/1999\" is not a time"},
        BadFile{"order", kName, Fourth("1502946000000,10,12,9,11,5\n"),
                ":5:1: the row of 2017-08-17T05:00:00Z comes after that of 2017-08-17T06:00:00Z"},
        BadFile{"contradiction", kName, Fourth("1502949600000,10,12,9,11.5,5\n"),
                ":5:1: the row of 2017-08-17T06:00:00Z contradicts line 4"}),
    [](const auto& test) { return test.param.title; });

std::string Candles(int count, int64_t step_s, int64_t from_s = 1502942400) {
  std::string text;
  for (int i = 0; i < count; ++i) text += fmt::format("{},10,12,9,11,5\n", from_s + i * step_s);
  return text;
}

INSTANTIATE_TEST_SUITE_P(
    Files, Refusals,
    testing::Values(
        BadFile{"unknown_columns", "BTCUSDT_1h.csv", "a,b,c\n1,2,3\n",
                "BTCUSDT_1h.csv:1: its columns are not understood: found a, b, c; wanted time"},
        BadFile{"order_book", "BTCUSDT.csv", "timestamp,side,price,qty,update_type\n1,b,1,1,s\n",
                "order book"},
        BadFile{"no_order_fits", "BTCUSDT_1h.csv",
                "1502942400,1,2,3,4,5\n1502946000,4,3,2,1,5\n1502949600,2,4,1,3,5\n"
                "1502953200,3,1,4,2,5\n",
                "in any order"},
        BadFile{"binary", "BTCUSDT_1h.csv", std::string("\x7f\x45\x4c\x46\0\0\1\2\n", 9),
                "not a text file"},
        BadFile{"noise", "BTCUSDT_1h.csv", "\x89\xff\xfe\n\x01\x02\n", "; "},
        BadFile{"huge_line", "BTCUSDT_1h.csv", kHeader + std::string(6 << 20, '7'),
                "BTCUSDT_1h.csv:2: a line of more than"},
        BadFile{"cut_gzip", "BTCUSDT_1h.csv.gz",
                Gzip(kHeader + Candles(2000, 3600)).substr(0, 4000), "ends early"},
        BadFile{"damaged_gzip", "BTCUSDT_1h.csv.gz",
                [] {
                  std::string bytes = Gzip(kHeader + Candles(2000, 3600));
                  for (size_t i = 2000; i < 2020; ++i) bytes[i] = static_cast<char>(~bytes[i]);
                  return bytes;
                }(),
                "; "},
        BadFile{"cut_zip", "BTCUSDT_1h.zip", std::string("PK\x03\x04 and nothing else"),
                "get it again"},
        BadFile{"mixed_timeframes", "BTCUSDT.csv",
                kHeader + Candles(100, 3600) + Candles(100, 300, 1502942400 + 100 * 3600),
                "BTCUSDT.csv:103: the row of 2017-08-21T08:05:00Z is not on the 1h grid"},
        BadFile{"mixed_coarser", "BTCUSDT.csv",
                kHeader + Candles(300, 60) + Candles(100, 300, 1502942400 + 300 * 60),
                "the rows from 2017-08-17T09:00:00Z on are 5m apart, not 1m (mixed timeframes)"},
        BadFile{"named_otherwise", "BTCUSDT_4h.csv", kHeader + Candles(100, 3600),
                "the name of the file says 4h, but most rows are 1h apart"},
        BadFile{"no_timeframe", "BTCUSDT.csv", kHeader + Candles(100, 420), "give it with -t"},
        BadFile{"one_row", "BTCUSDT.csv", kHeader + kRow, "one row does not tell its timeframe"},
        BadFile{"pair_unknown", "prices.csv", kHeader + Candles(9, 60),
                "the pair cannot be told from the name; give it alone, with -p"},
        BadFile{"two_pairs", "all.csv",
                "symbol,time,open,high,low,close\nBTCUSDT,1502942400,1,1,1,1\n"
                "ETHUSDT,1502946000,1,1,1,1\n",
                "all.csv:3:1: the file holds BTCUSDT and ETHUSDT; give one file per pair"},
        BadFile{"feather", "BTC_USDT-1h.feather", "ARROW1", "convert"},
        BadFile{"wide_zero", "closes.csv", "time,BTCUSDT,ETHUSDT\n1502942400,1,-2\n",
                "closes.csv:2:14: the open is negative (-2) (ETH/USDT)"}),
    [](const auto& test) { return test.param.title; });

TEST(ImportRefusal, AMissingFileIsNamed) {
  const ScratchDirectory scratch;
  const auto report = Import(Catalog(scratch.path()), {.paths = {scratch.path() + "/no.csv"}});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, base::ErrorCode::kNotFound);
  EXPECT_NE(report.error().message.find("no.csv"), std::string::npos);
}

TEST(ImportRefusal, AnotherCoinThanAskedForIsNoticed) {
  const ScratchDirectory scratch;
  ImportRequest request{.venue = "binance"};
  request.paths = {scratch.Put("ETHUSDT_1h.csv", kHeader + Candles(9, 3600))};
  request.symbols = {core::ParseSymbol("BTC/USDT").value()};
  const auto report = Import(Catalog(scratch.path() + "/catalog"), request);
  ASSERT_FALSE(report);
  EXPECT_NE(report.error().message.find("it is of ETH/USDT, not of BTC/USDT"), std::string::npos);
}

// Damage to real text must never be more than a refusal, and what is accepted must be sound.
TEST(ImportRefusal, RandomDamageNeverDoesMoreThanRefuse) {
  const std::string csv = kHeader + Candles(40, 3600);
  const std::string json = "[[1502942400000,1.5,2,1,1.5,9],[1502946000000,1.5,2,1,1.25,9e2]]";
  const std::string wide = "time,BTCUSDT,ETHUSDT\n1502942400,1,\n1502946000,1.5,20\n";
  const std::string trades =
      "time,id,price,qty,side\n1502942400,1,1.5,2,buy\n1502942401,2,1,3,sell\n";
  const std::vector<std::string> seeds = {csv, json, wide, trades, Gzip(csv)};
  base::RandomStream random(20090103, "storage.import_refusal_test");
  int refused = 0;
  for (int round = 0; round < 6000; ++round) {
    std::string bytes = seeds[static_cast<size_t>(round) % seeds.size()];
    const uint64_t edits = 1 + random.NextU64() % 4;
    for (uint64_t i = 0; i < edits && !bytes.empty(); ++i) {
      const size_t at = random.NextU64() % bytes.size();
      switch (random.NextU64() % 4) {
        case 0:
          bytes[at] = static_cast<char>(random.NextU64());
          break;
        case 1:
          bytes.erase(at, 1 + random.NextU64() % 9);
          break;
        case 2:
          bytes.insert(at, bytes.substr(random.NextU64() % bytes.size(), 20));
          break;
        default:
          bytes[at] = ",;.-\"\n\t[]eE0"[random.NextU64() % 12];
          break;
      }
    }
    const auto rows = CountImportable("x", bytes);
    if (!rows) {
      ++refused;
      EXPECT_FALSE(rows.error().message.empty());
    }
  }
  EXPECT_GT(refused, 1000);
  EXPECT_LT(refused, 6000);
}

}  // namespace
}  // namespace keel::storage
