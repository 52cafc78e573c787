// SPDX-License-Identifier: MIT
#include "venues/binance/bulk_klines.h"

#include <gtest/gtest.h>

namespace keel::venues::binance {
namespace {

const core::Timeframe kMinute = *core::Timeframe::Parse("1m");

/// A row as in the public archives; 2024-01-01 00:00 and the minutes after it.
std::string Row(int minute, const std::string& prices = "42283.58,42298.62,42261.02,42298.61") {
  const int64_t open = 1'704'067'200'000 + minute * int64_t{60'000};
  return std::to_string(open) + "," + prices + ",35.92724000," + std::to_string(open + 59'999) +
         ",1519032.27,1327,22.44,949110.31,0\n";
}
std::string WhyNot(const std::string& text) {
  const auto read = ReadBulkKlines(text, kMinute);
  return read ? "" : read.error().message;
}

TEST(BulkKlinesTest, TheRowsOfAnArchiveAreBars) {
  const auto page = ReadBulkKlines(Row(0) + Row(1), kMinute);
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->bars.size(), 2U);
  EXPECT_EQ(base::FormatMinute(page->bars[1].open_time), "2024-01-01 00:01");
  EXPECT_EQ(page->bars[0].close, 42298.61);
  EXPECT_EQ(page->bars[0].volume, 35.92724);
  EXPECT_EQ(page->price_decimals, 2);
  EXPECT_EQ(page->volume_decimals, 5);
}

TEST(BulkKlinesTest, MicrosecondsSince2025AndNamesInTheFirstLine) {
  const auto page = ReadBulkKlines(
      "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
      "taker_buy_quote_volume,ignore\r\n"
      "1735689600000000,93576.00,93610.93,93537.50,93610.93,8.21827,1735689659999999,1,2,3,4,0\r\n",
      kMinute);
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->bars.size(), 1U);
  EXPECT_EQ(base::FormatMinute(page->bars[0].open_time), "2025-01-01 00:00");
}

TEST(BulkKlinesTest, ARowThatContradictsItselfIsLeftOutAsByRest) {
  const auto page = ReadBulkKlines(Row(0) + Row(1, "5,4,3,2") + Row(2), kMinute);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->bars.size(), 2U);
  ASSERT_EQ(page->left_out.size(), 1U);
  EXPECT_EQ(page->left_out[0], "the 1m candle of 2024-01-01T00:01:00Z contradicts itself");
}

TEST(BulkKlinesTest, WhatIsNoRowIsNamedWithItsLine) {
  EXPECT_EQ(WhyNot(Row(0) + "1,2,3\n"), "line 2: it has not 12 columns");
  EXPECT_EQ(WhyNot(Row(0) + Row(1, "a,4,3,2")), "line 2: a price or the volume is malformed");
  EXPECT_EQ(WhyNot(Row(0) + Row(1, "-5,4,3,2")), "line 2: a price or the volume is malformed");
  EXPECT_EQ(WhyNot("x" + Row(0)), "line 1: a time is missing or malformed");
  const std::string beyond = "66666666666606" + Row(0).substr(Row(0).find(','));
  EXPECT_EQ(WhyNot(beyond), "line 1: a time is missing or malformed") << "of no clock";
  EXPECT_EQ(WhyNot(Row(1) + Row(0)), "line 2: it is older than the line before");
}

TEST(BulkKlinesTest, WhereTheArchivesAre) {
  const BulkFiles files = BulkKlines();
  EXPECT_EQ(files.origin("")->Authority(), "data.binance.vision");
  EXPECT_EQ(files.origin("http://127.0.0.1:9080")->Authority(), "127.0.0.1:9080");
  const BulkPeriod month{*base::ParseTime("2024-01-01"), true};
  EXPECT_EQ(files.target({"BTC", "USDT", ""}, kMinute, month),
            "/data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2024-01");
  const BulkPeriod day{*base::ParseTime("2024-01-31"), false};
  EXPECT_EQ(files.target({"BTC", "USDT", ""}, kMinute, day),
            "/data/spot/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2024-01-31");
}

}  // namespace
}  // namespace keel::venues::binance
