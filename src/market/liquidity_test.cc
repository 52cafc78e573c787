// SPDX-License-Identifier: MIT
#include "market/liquidity.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/random.h"

namespace keel::market {
namespace {

using base::Duration;
using base::UnixNanos;
using core::Bar;
using core::Timeframe;

constexpr UnixNanos kStart{1'609'459'200'000'000'000};  // 2021-01-01, a Friday, at midnight
const Duration kFive = base::Minutes(5);

Bar MakeBar(UnixNanos open_time, double close, double volume) {
  return {open_time, close, close, close, close, volume};
}

/// Bars one after the other with random closes and volumes; small whole volumes make ties.
std::vector<Bar> Walk(UnixNanos from, Duration period, size_t count, uint64_t item) {
  base::RandomStream random(1, "test.liquidity", item);
  std::vector<Bar> bars;
  double close = 100;
  for (size_t i = 0; i < count; ++i) {
    close *= std::exp(0.01 * random.NextNormal());
    bars.push_back(MakeBar(from + period * static_cast<int64_t>(i), close,
                           static_cast<double>(random.NextBelow(12))));
  }
  return bars;
}

double MedianOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/// The finished 5-minute spans of bars that are shorter, or equal parts of longer ones, by hand.
double PlainMedian(const std::vector<Bar>& bars, Duration period) {
  std::vector<double> spans;
  if (period >= kFive) {
    for (const Bar& bar : bars) {
      spans.push_back(bar.volume /
                      (static_cast<double>(period.ns) / static_cast<double>(kFive.ns)));
    }
  } else {
    std::map<int64_t, double> by_span;
    for (const Bar& bar : bars) by_span[bar.open_time.ns / kFive.ns] += bar.volume;
    by_span.erase(by_span.rbegin()->first);  // not finished
    for (const auto& [span, volume] : by_span) spans.push_back(volume);
  }
  const auto window = static_cast<size_t>(
      period <= kFive ? 288 : std::max<int64_t>(1, base::Days(1).ns / period.ns));
  if (spans.size() > window) spans.erase(spans.begin(), spans.end() - static_cast<long>(window));
  return MedianOf(spans);
}

TEST(LiquidityTest, TheMedianIsThatOfTheLastDayInEveryTimeframe) {
  uint64_t item = 0;
  for (const std::string& name : Timeframe::Names()) {
    const Duration period = Timeframe::Parse(name)->period();
    const size_t day = std::max<size_t>(1, static_cast<size_t>(base::Days(1) / period));
    for (const size_t count : {day + 2, 2 * day + 7, day / 2 + 12}) {
      const std::vector<Bar> bars = Walk(kStart, period, count, ++item);
      Liquidity liquidity(period, std::nullopt);
      liquidity.Advance(bars);
      ASSERT_DOUBLE_EQ(liquidity.median_five_minute_volume(), PlainMedian(bars, period))
          << name << " x " << count;
    }
  }
}

// Ties, even and odd counts, and thresholds at, between and beside the values themselves.
TEST(LiquidityTest, CountingAnswersLikeSelectingTheMedian) {
  base::RandomStream random(2, "test.liquidity");
  int exactly_half = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    const size_t count = 1 + random.NextBelow(12);
    Liquidity liquidity(kFive, std::nullopt);
    std::vector<Bar> bars;
    for (size_t i = 0; i < count; ++i) {
      bars.push_back(MakeBar(kStart + kFive * static_cast<int64_t>(i), 1,
                             static_cast<double>(random.NextBelow(6)) * 0.1));
    }
    liquidity.Advance(bars);
    const double median = liquidity.median_five_minute_volume();
    for (int k = -2; k < 14; ++k) {
      const double at = k * 0.05;
      for (const double x : {at, std::nextafter(at, -1), std::nextafter(at, 10), median}) {
        ASSERT_EQ(liquidity.MedianAtLeast(x), median >= x) << x << " against " << median;
        size_t above = 0;
        for (const Bar& bar : bars) above += bar.volume >= x ? 1 : 0;
        exactly_half += 2 * above == count ? 1 : 0;
      }
    }
  }
  EXPECT_GT(exactly_half, 1000);  // the case that needs the median itself
}

TEST(LiquidityTest, BeforeTheFirstSpanIsOverItsVolumeSoFarCounts) {
  Liquidity liquidity(base::Minutes(1), std::nullopt);
  EXPECT_EQ(liquidity.median_five_minute_volume(), 0);
  EXPECT_FALSE(liquidity.MedianAtLeast(1));
  const std::vector<Bar> bars = {MakeBar(kStart, 1, 3), MakeBar(kStart + base::Minutes(1), 1, 4)};
  liquidity.Advance(bars);
  EXPECT_EQ(liquidity.median_five_minute_volume(), 7);
  EXPECT_TRUE(liquidity.MedianAtLeast(7));
  EXPECT_FALSE(liquidity.MedianAtLeast(7.1));
}

TEST(LiquidityTest, BetweenSingleTradesNothingTraded) {
  Liquidity liquidity(Duration{}, std::nullopt);
  std::vector<Bar> trades = {MakeBar(kStart, 1, 3), MakeBar(kStart + base::Minutes(26), 1, 5),
                             MakeBar(kStart + base::Minutes(31), 1, 5)};
  liquidity.Advance(trades);
  EXPECT_EQ(liquidity.median_five_minute_volume(), 0);  // 3 0 0 0 0 5
  trades.push_back(MakeBar(kStart + base::Days(400), 1, 1));
  liquidity.Advance(trades);
  EXPECT_EQ(liquidity.median_five_minute_volume(), 0);
}

TEST(LiquidityTest, MissingBarsAreLeftOut) {
  Liquidity liquidity(base::Minutes(1), std::nullopt);
  const std::vector<Bar> bars = {MakeBar(kStart, 1, 3), MakeBar(kStart + base::Minutes(26), 1, 5),
                                 MakeBar(kStart + base::Minutes(31), 1, 5)};
  liquidity.Advance(bars);
  EXPECT_EQ(liquidity.median_five_minute_volume(), 4);  // 3 5
}

/// Mean volume of the last 30 whole days but the running one.
double PlainAdv(const std::map<int64_t, double>& by_day) {
  double sum = 0;
  size_t days = 0;
  for (auto it = std::next(by_day.rbegin()); it != by_day.rend() && days < 30; ++it, ++days) {
    sum += it->second;
  }
  return sum / static_cast<double>(days);
}

/// Sample deviation of the log returns between the closes of the last 31 whole days.
double PlainVolatility(const std::map<int64_t, double>& close_by_day) {
  std::vector<double> closes;
  for (auto it = std::next(close_by_day.rbegin()); it != close_by_day.rend() && closes.size() < 31;
       ++it) {
    closes.push_back(it->second);
  }
  std::vector<double> returns;
  for (size_t i = 1; i < closes.size(); ++i) returns.push_back(std::log(closes[i - 1] / closes[i]));
  double mean = 0;
  for (const double r : returns) mean += r / static_cast<double>(returns.size());
  double squares = 0;
  for (const double r : returns) squares += (r - mean) * (r - mean);
  return std::sqrt(squares / static_cast<double>(returns.size() - 1));
}

TEST(LiquidityTest, VolumeAndVolatilityAreThoseOfTheLastThirtyWholeDays) {
  uint64_t item = 100;
  for (const char* name : {"5m", "1h", "4h", "1d"}) {
    const Duration period = Timeframe::Parse(name)->period();
    const auto a_day = static_cast<size_t>(base::Days(1) / period);
    for (const size_t days : {8u, 29u, 31u, 32u, 33u, 75u}) {
      const std::vector<Bar> bars = Walk(kStart, period, days * a_day + 1, ++item);
      Liquidity liquidity(period, std::nullopt);
      liquidity.Advance(bars);
      std::map<int64_t, double> volumes;
      std::map<int64_t, double> closes;
      for (const Bar& bar : bars) {
        volumes[base::DayNumber(bar.open_time)] += bar.volume;
        closes[base::DayNumber(bar.open_time)] = bar.close;
      }
      EXPECT_NEAR(liquidity.average_daily_volume() / PlainAdv(volumes), 1, 1e-12) << name << days;
      EXPECT_NEAR(liquidity.daily_volatility() / PlainVolatility(closes), 1, 1e-9) << name << days;
    }
  }
}

TEST(LiquidityTest, ADayThatStartsInItsMiddleIsNotWhole) {
  const Duration hour = base::Hours(1);
  std::vector<Bar> bars;
  for (int64_t i = 0; i < 36 + 1; ++i) {  // from noon to noon, and the bar that ends day two
    bars.push_back(MakeBar(kStart + hour * (12 + i), 100, i < 12 ? 1000 : 1));
  }
  Liquidity liquidity(hour, std::nullopt);
  liquidity.Advance(bars);
  EXPECT_EQ(liquidity.average_daily_volume(), 24);
  Liquidity from_midnight(hour, std::nullopt);
  from_midnight.Advance(Walk(kStart, hour, 25, 9));
  double first_day = 0;
  for (const Bar& bar : Walk(kStart, hour, 24, 9)) first_day += bar.volume;
  EXPECT_EQ(from_midnight.average_daily_volume(), first_day);
}

TEST(LiquidityTest, EarlyBarsAreScaledToADay) {
  const Duration hour = base::Hours(1);
  const std::vector<Bar> bars = {MakeBar(kStart + hour * 3, 100, 5),
                                 MakeBar(kStart + hour * 4, 101, 7)};
  Liquidity liquidity(hour, std::nullopt);
  liquidity.Advance(bars);
  EXPECT_DOUBLE_EQ(liquidity.average_daily_volume(), 12 * 12);
  EXPECT_DOUBLE_EQ(liquidity.daily_volatility(), std::log(1.01) * std::sqrt(12));
}

TEST(LiquidityTest, ABarOfSeveralDaysIsScaledToOneDay) {
  for (const char* name : {"3d", "1w"}) {
    const Duration period = Timeframe::Parse(name)->period();
    const UnixNanos monday = kStart + base::Days(3);
    const std::vector<Bar> bars = Walk(monday, period, 40, 77);
    Liquidity liquidity(period, std::nullopt);
    liquidity.Advance(bars);
    const double days = static_cast<double>(period.ns) / static_cast<double>(base::Days(1).ns);
    std::map<int64_t, double> volumes;
    std::map<int64_t, double> closes;
    for (const Bar& bar : bars) {
      volumes[bar.open_time.ns] = bar.volume / days;
      closes[bar.open_time.ns] = bar.close;
    }
    EXPECT_NEAR(liquidity.average_daily_volume() / PlainAdv(volumes), 1, 1e-12) << name;
    EXPECT_NEAR(liquidity.daily_volatility() * std::sqrt(days) / PlainVolatility(closes), 1, 1e-9);
  }
}

TEST(LiquidityTest, ADeclaredVolumeStandsInForVolumesButNotForPrices) {
  std::vector<Bar> bars = Walk(kStart, base::Hours(1), 24 * 9, 5);
  for (Bar& bar : bars) bar.volume = 0;
  Liquidity declared(base::Hours(1), 2880.0);
  Liquidity silent(base::Hours(1), std::nullopt);
  declared.Advance(bars);
  silent.Advance(bars);
  EXPECT_EQ(declared.average_daily_volume(), 2880);
  EXPECT_EQ(declared.median_five_minute_volume(), 10);
  EXPECT_TRUE(declared.MedianAtLeast(10));
  EXPECT_FALSE(declared.MedianAtLeast(10.0000001));
  EXPECT_EQ(silent.average_daily_volume(), 0);
  EXPECT_EQ(silent.median_five_minute_volume(), 0);
  EXPECT_FALSE(silent.MedianAtLeast(1e-12));
  EXPECT_GT(declared.daily_volatility(), 0.03);
  EXPECT_EQ(declared.daily_volatility(), silent.daily_volatility());
}

// Any cut of the bars into steps gives the same bits, with or without questions between.
TEST(LiquidityTest, StepByStepIsTheSameAsAllAtOnce) {
  base::RandomStream random(4, "test.liquidity");
  for (const char* name : {"1m", "3m", "5m", "15m", "1h", "4h", "1d", "1w"}) {
    const Duration period = Timeframe::Parse(name)->period();
    const std::vector<Bar> bars = Walk(kStart + base::Hours(5), period, 1500, 3);
    Liquidity stepwise(period, std::nullopt);
    for (size_t seen = 0; seen < bars.size();) {
      seen = std::min(bars.size(), seen + 1 + random.NextBelow(60));
      const std::span<const Bar> visible(bars.data(), seen);
      stepwise.Advance(visible);
      stepwise.Advance(visible);  // nothing new
      if (random.NextBelow(2) == 0) continue;
      Liquidity at_once(period, std::nullopt);
      at_once.Advance(visible);
      ASSERT_EQ(stepwise.average_daily_volume(), at_once.average_daily_volume()) << name << seen;
      ASSERT_EQ(stepwise.daily_volatility(), at_once.daily_volatility());
      ASSERT_EQ(stepwise.median_five_minute_volume(), at_once.median_five_minute_volume());
    }
  }
}

}  // namespace
}  // namespace keel::market
