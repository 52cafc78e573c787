// SPDX-License-Identifier: MIT
#include "venues/binance/bar_download.h"

#include <gtest/gtest.h>

namespace keel::venues::binance {
namespace {

using base::Minutes;
using base::UnixNanos;

const UnixNanos kStart{Minutes(28'000'000).ns};

Kline Candle(int minute, bool closed = true) {
  Kline kline;
  kline.timeframe = *core::Timeframe::Parse("1m");
  kline.open_time = kStart + Minutes(minute);
  kline.last_time = kStart + Minutes(minute + 1) - base::Milliseconds(1);
  kline.open = kline.high = kline.low = kline.close = *core::Price::Parse("100.125");
  kline.volume = *core::Quantity::Parse("1.5");
  kline.closed = closed;
  return kline;
}

BarDownload Of(int from, int to) {
  return {{{"BTC", "USDT", ""},
           *core::Timeframe::Parse("1m"),
           {kStart + Minutes(from), kStart + Minutes(to)}},
          "BTCUSDT"};
}

TEST(BarDownload, EndsAtTheOpenCandleAndAtTheEndOfTheRange) {
  BarDownload open = Of(0, 100);
  const auto page = open.OnPage({Candle(0), Candle(1), Candle(2, false)});
  ASSERT_TRUE(page);
  EXPECT_EQ(page->bars.size(), 2U);
  EXPECT_EQ(page->price_decimals, 3);
  EXPECT_EQ(page->volume_decimals, 1);
  EXPECT_TRUE(open.done());
  BarDownload ranged = Of(0, 1);
  EXPECT_EQ(ranged.OnPage({Candle(0), Candle(1)})->bars.size(), 1U);
  EXPECT_TRUE(ranged.done());
  EXPECT_TRUE(Of(5, 5).done());
}

TEST(BarDownload, AWholePageIsNotTheLast) {
  BarDownload bars = Of(0, 5000);
  std::vector<Kline> rows;
  for (int i = 0; i < BarDownload::kPage; ++i) rows.push_back(Candle(i));
  ASSERT_TRUE(bars.OnPage(rows));
  EXPECT_FALSE(bars.done());
  EXPECT_EQ(bars.next(), kStart + Minutes(1000));
  EXPECT_FALSE(bars.OnPage({Candle(999)})) << "back in time";
}

TEST(BarDownload, GivesUpAfterAFewFailuresInARow) {
  BarDownload never = Of(0, 5000);
  EXPECT_TRUE(never.OnFailure() && never.OnFailure());
  EXPECT_FALSE(never.OnFailure());
  BarDownload bars = Of(0, 5000);
  ASSERT_TRUE(bars.OnPage(std::vector<Kline>(1, Candle(0))));
  for (int i = 0; i < BarDownload::kMaxFailures; ++i) {
    const auto wait = bars.OnFailure();
    ASSERT_TRUE(wait);
    EXPECT_EQ(*wait, base::Milliseconds(500) * (1 << i));
  }
  EXPECT_FALSE(bars.OnFailure());
}

}  // namespace
}  // namespace keel::venues::binance
