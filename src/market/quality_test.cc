// SPDX-License-Identifier: MIT
#include "market/quality.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.h"

namespace keel::market {
namespace {

using core::Bar;

const core::Timeframe kHour = core::Timeframe::Of(base::Hours(1));

// A quiet random walk without any fault.
std::vector<Bar> Walk(size_t count, const char* from = "2024-01-01") {
  base::RandomStream random(20090103, "market.quality_test");
  std::vector<Bar> bars;
  double price = 100;
  for (size_t i = 0; i < count; ++i) {
    const double open = price;
    price *= std::exp(0.003 * random.NextNormal());
    bars.push_back({base::ParseTime(from).value() + base::Hours(static_cast<int64_t>(i)), open,
                    std::max(open, price) * 1.001, std::min(open, price) * 0.999, price,
                    50 * std::exp(0.5 * random.NextNormal())});
  }
  return bars;
}

TEST(Quality, ACleanSeriesHasNothingToReport) {
  const QualityReport report = CheckQuality(Walk(5000), kHour);
  EXPECT_EQ(report.errors(), 0);
  EXPECT_EQ(report.findings(), 0);
  EXPECT_EQ(report.bars, 5000);
  EXPECT_EQ(report.completeness, 1.0);
  EXPECT_EQ(CheckQuality({}, kHour).bars, 0);
}

TEST(Quality, EachFaultIsFoundWhereItIs) {
  auto bars = Walk(2000);
  bars[100].open_time = bars[99].open_time;
  bars[200].open_time = bars[150].open_time;
  bars[300].low = 0;
  bars[310].close = -1;
  bars[320].open = std::numeric_limits<double>::infinity();
  std::swap(bars[400].high, bars[400].low);
  bars[500].close = bars[500].high * 1.01;
  const QualityReport report = CheckQuality(bars, kHour);
  ASSERT_EQ(report.duplicates.size(), 1U);
  EXPECT_EQ(report.duplicates[0].time, bars[100].open_time);
  ASSERT_EQ(report.out_of_order.size(), 1U);
  EXPECT_EQ(report.out_of_order[0].time, bars[200].open_time);
  ASSERT_EQ(report.bad_prices.size(), 3U);
  EXPECT_EQ(report.bad_prices[1].time, bars[310].open_time);
  ASSERT_EQ(report.bad_ranges.size(), 1U);
  EXPECT_EQ(report.bad_ranges[0].time, bars[400].open_time);
  ASSERT_EQ(report.outside.size(), 1U);
  EXPECT_EQ(report.outside[0].time, bars[500].open_time);
  EXPECT_EQ(report.errors(), 6);
}

TEST(Quality, GapsAreCounted) {
  auto bars = Walk(100);
  bars.erase(bars.begin() + 10, bars.begin() + 15);
  const QualityReport report = CheckQuality(bars, kHour);
  ASSERT_EQ(report.gaps.size(), 1U);
  EXPECT_EQ(report.missing, 5);
  EXPECT_DOUBLE_EQ(report.completeness, 0.95);
  EXPECT_EQ(report.errors(), 0) << "a gap makes no series unfit";
}

TEST(Quality, OutliersStandOutFromTheirSurroundings) {
  auto bars = Walk(3000);
  bars[1000].volume = 50 * 500;
  for (size_t i = 2000; i < bars.size(); ++i) {
    bars[i].open *= 1.3;
    bars[i].high *= 1.3;
    bars[i].low *= 1.3;
    bars[i].close *= 1.3;
  }
  const QualityReport report = CheckQuality(bars, kHour);
  ASSERT_EQ(report.volume_spikes.size(), 1U);
  EXPECT_EQ(report.volume_spikes[0].time, bars[1000].open_time);
  EXPECT_EQ(report.volume_spikes[0].value, 25000);
  ASSERT_EQ(report.jumps.size(), 1U);
  EXPECT_EQ(report.jumps[0].time, bars[2000].open_time);
  EXPECT_NEAR(report.jumps[0].value, 0.3, 0.02);
}

TEST(Quality, AJumpOverAHoleIsNone) {
  auto bars = Walk(1000);
  for (size_t i = 500; i < bars.size(); ++i) bars[i].close *= 1.5;
  EXPECT_EQ(CheckQuality(bars, kHour).jumps.size(), 1U);
  bars.erase(bars.begin() + 480, bars.begin() + 500);
  EXPECT_EQ(CheckQuality(bars, kHour).jumps.size(), 0U);
}

TEST(Quality, StuckFeedsAreRunsThatRepeat) {
  auto bars = Walk(500);
  const auto repeat = [&](size_t begin, size_t count, double volume) {
    for (size_t i = begin; i < begin + count; ++i) {
      const auto time = bars[i].open_time;
      bars[i] = bars[begin];
      bars[i].volume = volume;
      bars[i].open_time = time;
    }
  };
  repeat(100, 3, 7);   // with trades: three are enough
  repeat(200, 23, 0);  // without trades a quiet night is no fault
  repeat(300, 24, 0);
  const QualityReport report = CheckQuality(bars, kHour);
  ASSERT_EQ(report.stuck.size(), 2U);
  EXPECT_EQ(report.stuck[0].from, bars[100].open_time);
  EXPECT_EQ(report.stuck[0].to, bars[102].open_time);
  EXPECT_FALSE(report.stuck[0].flat);
  EXPECT_EQ(report.stuck[1].bars, 24);
  EXPECT_TRUE(report.stuck[1].flat);
  EXPECT_EQ(report.without_trades, 47);
}

TEST(GapMap, OneCellADayThenAWeekThenAMonth) {
  auto bars = Walk(72, "2024-02-28");
  bars.erase(bars.begin() + 24, bars.begin() + 48);
  const GapMap days = MapGaps(bars, kHour);
  EXPECT_STREQ(days.bucket, "day");
  ASSERT_EQ(days.lines.size(), 2U);
  EXPECT_EQ(days.lines[0].label, "2024-02");
  ASSERT_EQ(days.lines[0].completeness.size(), 29U) << "27 blanks, then two days";
  EXPECT_EQ(days.lines[0].completeness[26], -1);
  EXPECT_EQ(days.lines[0].completeness[27], 1);
  EXPECT_EQ(days.lines[0].completeness[28], 0);
  EXPECT_EQ(days.lines[1].label, "2024-03");
  EXPECT_EQ(days.lines[1].completeness, std::vector<double>{1});

  auto half = Walk(24 * 200, "2024-01-01");
  half.erase(half.begin(), half.begin() + 24);
  half.erase(half.begin() + 24 * 6, half.begin() + 24 * 6 + 42);
  const GapMap weeks = MapGaps(half, kHour);
  EXPECT_STREQ(weeks.bucket, "week");
  ASSERT_EQ(weeks.lines.size(), 1U);
  EXPECT_EQ(weeks.lines[0].completeness[0], 1) << "expected only from the first bar on";
  EXPECT_DOUBLE_EQ(weeks.lines[0].completeness[1], 0.75);

  const GapMap months = MapGaps(Walk(24 * 1200, "2021-03-01"), kHour);
  EXPECT_STREQ(months.bucket, "month");
  ASSERT_EQ(months.lines.size(), 4U);
  EXPECT_EQ(months.lines[0].completeness[1], -1);
  EXPECT_EQ(months.lines[0].completeness[2], 1);
  EXPECT_EQ(months.lines[1].completeness.size(), 12U);
}

TEST(Coverage, IsTheShareThatIsThereOfEachPart) {
  EXPECT_TRUE(CoverageOf({}, kHour, 10).empty());
  auto bars = Walk(100, "2024-02-28");
  EXPECT_EQ(CoverageOf(bars, kHour, 10), std::vector<double>(10, 1.0));
  bars.erase(bars.begin() + 20, bars.begin() + 35);
  EXPECT_EQ(CoverageOf(bars, kHour, 10), (std::vector<double>{1, 1, 0, 0.5, 1, 1, 1, 1, 1, 1}));
}

TEST(Coverage, HasNoMorePartsThanBarsAreExpected) {
  EXPECT_EQ(CoverageOf(Walk(3, "2024-02-28"), kHour, 200), std::vector<double>(3, 1.0));
  auto bars = Walk(5, "2024-02-28");
  bars.erase(bars.begin() + 1, bars.begin() + 4);
  EXPECT_EQ(CoverageOf(bars, kHour, 200), (std::vector<double>{1, 0, 0, 0, 1}));
}

TEST(Coverage, OfPartsThatNoWholeNumberOfBarsFits) {
  const auto shares = CoverageOf(Walk(1000, "2024-02-28"), kHour, 7);
  EXPECT_EQ(shares, std::vector<double>(7, 1.0)) << "what is complete is so in each part";
}

}  // namespace
}  // namespace keel::market
