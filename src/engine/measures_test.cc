// SPDX-License-Identifier: MIT
// The benchmark and the excursions, computed by hand.
#include <gtest/gtest.h>

#include "engine/benchmark_curve.h"
#include "engine/excursions.h"

namespace keel::engine {
namespace {

constexpr base::UnixNanos kStart{1'609'459'200'000'000'000};
constexpr base::UnixNanos At(int64_t hours) { return kStart + base::Hours(hours); }

LoadedSeries SeriesOf(std::vector<core::Bar> bars) {
  LoadedSeries series;
  series.timeframe = core::Timeframe::Of(base::Hours(1));
  series.owned = std::make_unique<std::vector<core::Bar>>(std::move(bars));
  series.bars = *series.owned;
  return series;
}

EquityCurve Hours(std::initializer_list<int> hours) {
  EquityCurve samples;
  for (const int h : hours) samples.push_back({At(h), 0, 0});
  return samples;
}

std::vector<double> EquityOf(const EquityCurve& curve) {
  std::vector<double> values;
  for (const EquitySample& sample : curve) values.push_back(sample.equity);
  return values;
}

TEST(BuyAndHold, BuysAtTheOpenOfTheSecondBarAndHolds) {
  const LoadedSeries s = SeriesOf({{At(0), 90, 95, 85, 100, 1},
                                   {At(1), 80, 125, 75, 120, 1},
                                   {At(2), 120, 130, 100, 110, 1},
                                   {At(3), 110, 115, 90, 160, 1}});
  const BenchmarkLeg leg{&s, 0.25, nullptr};  // dear, so that the cost shows: 1000 / (80 x 1.25)
  const EquityCurve curve = BuyAndHoldCurve({&leg, 1}, 1000, 0.2, Hours({1, 2, 3, 4}));
  EXPECT_EQ(EquityOf(curve), (std::vector<double>{1000, 1200, 1100, 1600}));
  EXPECT_EQ(curve[0].exposure, 0);
  EXPECT_EQ(curve[3].exposure, 1);
}

TEST(BuyAndHold, ADelistedPairIsCashLessTheHaircut) {
  LoadedSeries ends = SeriesOf({{At(0), 10, 10, 10, 10, 1}, {At(1), 10, 10, 5, 5, 1}});
  ends.delisted_at_end = true;
  const LoadedSeries goes_on =
      SeriesOf({{At(0), 1, 1, 1, 1, 1}, {At(1), 1, 1, 1, 1, 1}, {At(2), 1, 3, 1, 3, 1}});
  const BenchmarkLeg legs[] = {{&ends, 0, nullptr}, {&goes_on, 0, nullptr}};
  const EquityCurve curve = BuyAndHoldCurve(legs, 1000, 0.2, Hours({1, 2, 3}));
  // 50 coins at 5 less a fifth are 200; 500 coins at 1, then at 3.
  EXPECT_EQ(EquityOf(curve), (std::vector<double>{1000, 700, 1700}));
  EXPECT_DOUBLE_EQ(curve[2].exposure, 1500.0 / 1700);
}

TEST(BuyAndHold, AnotherQuoteCurrencyIsPricedByItsPair) {
  const LoadedSeries eth_btc = SeriesOf({{At(0), 0.1, 0.1, 0.1, 0.1, 1},
                                         {At(1), 0.1, 0.1, 0.1, 0.1, 1},
                                         {At(2), 0.1, 0.2, 0.1, 0.2, 1}});
  const LoadedSeries btc_usdt = SeriesOf(
      {{At(0), 100, 100, 100, 100, 1}, {At(1), 100, 100, 50, 50, 1}, {At(2), 50, 200, 50, 200, 1}});
  const BenchmarkLeg leg{&eth_btc, 0, &btc_usdt};
  const EquityCurve curve = BuyAndHoldCurve({&leg, 1}, 1000, 0.2, Hours({1, 2, 3}));
  // Bought for the rate known at the second close: 1000 / (0.1 x 50) = 200 coins.
  EXPECT_DOUBLE_EQ(curve[1].equity, 1000);
  EXPECT_DOUBLE_EQ(curve[2].equity, 200 * 0.2 * 200);
}

TradeRecord TradeOf(base::UnixNanos entry, base::UnixNanos exit) {
  TradeRecord trade;
  trade.entry_time = entry;
  trade.exit_time = exit;
  trade.entry_price = core::Price(core::Decimal::FromInt(100));
  return trade;
}

TEST(Excursions, AreTheExtremesOfTheBarsOfItsLife) {
  std::vector<LoadedSeries> series;
  series.push_back(SeriesOf({{At(0), 100, 200, 50, 100, 1},  // before
                             {At(1), 100, 104, 98, 102, 1},
                             {At(2), 102, 110, 101, 103, 1},
                             {At(3), 103, 105, 90, 95, 1},
                             {At(4), 95, 300, 10, 95, 1}}));  // after
  std::vector<TradeRecord> trades = {TradeOf(At(1) + base::Minutes(5), At(3) + base::Minutes(5)),
                                     TradeOf(At(1), At(2) - base::Minutes(1)),
                                     TradeOf(At(2) + base::Minutes(5), At(2) + base::Minutes(6))};
  MeasureExcursions(series, trades);
  EXPECT_NEAR(trades[0].mae, -0.10, 1e-15);
  EXPECT_NEAR(trades[0].mfe, 0.10, 1e-15);
  EXPECT_NEAR(trades[1].mae, -0.02, 1e-15);
  EXPECT_NEAR(trades[1].mfe, 0.04, 1e-15);
  EXPECT_NEAR(trades[2].mae, 0.0, 1e-15);
  EXPECT_NEAR(trades[2].mfe, 0.10, 1e-15);
}

TEST(Excursions, NeverLookAsIfTheEntryHadNotBeen) {
  std::vector<LoadedSeries> series;
  series.push_back(SeriesOf({{At(0), 101, 102, 101, 102, 1}}));
  std::vector<TradeRecord> trades = {TradeOf(At(0), At(0) + base::Minutes(1))};
  MeasureExcursions(series, trades);
  EXPECT_EQ(trades[0].mae, 0);  // the entry itself was at 100
  EXPECT_NEAR(trades[0].mfe, 0.02, 1e-15);
}

}  // namespace
}  // namespace keel::engine
