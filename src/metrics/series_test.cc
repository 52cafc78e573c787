// SPDX-License-Identifier: MIT
// The series behind the plots: days, drawdowns, calendar periods, rolling windows, distributions.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "metrics/calendar_returns.h"
#include "metrics/distribution.h"
#include "metrics/drawdowns.h"
#include "metrics/made_up_equities.h"
#include "metrics/moments.h"
#include "metrics/rolling.h"

namespace keel::metrics {
namespace {

constexpr base::UnixNanos kNewYear{1577836800 * 1'000'000'000LL};  // 2020-01-01T00:00Z
constexpr int64_t kNewYearDay = 18262;

TEST(Daily, ABarThatClosesAtMidnightBelongsToTheDayBefore) {
  const OwnedSeries series =
      SeriesOf({100, 101, 102, 103, 104, 105}, kNewYear, base::Hours(12));  // to Jan 3, 12:00
  const DailySeries daily = ResampleDaily(series.view());
  EXPECT_EQ(daily.first_day, kNewYearDay);
  EXPECT_EQ(daily.equity, (std::vector<double>{102, 104, 105}));
  EXPECT_DOUBLE_EQ(daily.returns[0], 102.0 / 100 - 1);
  EXPECT_DOUBLE_EQ(daily.returns[2], 105.0 / 104 - 1);
}

TEST(Daily, ADayWithoutABarHasNoReturn) {
  OwnedSeries series = SeriesOf({100, 110, 121}, kNewYear);
  series.times[2] = kNewYear + base::Days(4);
  const DailySeries daily = ResampleDaily(series.view());
  EXPECT_EQ(daily.equity, (std::vector<double>{110, 110, 110, 121}));
  EXPECT_EQ(daily.returns[1], 0);
  EXPECT_EQ(daily.end_day(), kNewYearDay + 4);
}

TEST(Daily, IsEmptyForASinglePoint) {
  const OwnedSeries series = SeriesOf({100}, kNewYear);
  EXPECT_EQ(ResampleDaily(series.view()).size(), 0U);
}

TEST(Drawdowns, AreFoundWithPeakTroughAndRecovery) {
  //                                  0    1   2    3    4   5    6    7    8
  const std::vector<double> equity = {100, 90, 100, 120, 60, 80, 120, 119, 118};
  const std::vector<Drawdown> found = FindDrawdowns(equity);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].peak, 0U);
  EXPECT_EQ(found[0].recovery, 2U);
  EXPECT_EQ(found[1].peak, 3U);
  EXPECT_EQ(found[1].trough, 4U);
  EXPECT_EQ(found[1].recovery, 6U);
  EXPECT_DOUBLE_EQ(found[1].depth, 0.5);
  EXPECT_EQ(found[2].peak, 6U);
  EXPECT_EQ(found[2].trough, 8U);
  EXPECT_FALSE(found[2].recovery);
}

TEST(Drawdowns, TheTableIsSortedByDepth) {
  const OwnedSeries series = SeriesOf({100, 90, 100, 120, 60, 80, 120, 119, 118}, kNewYear);
  const std::vector<DrawdownRow> rows = WorstDrawdowns(series.view(), 2);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_DOUBLE_EQ(rows[0].depth, 0.5);
  EXPECT_EQ(rows[0].start, kNewYear + base::Days(3));
  EXPECT_EQ(rows[0].end, kNewYear + base::Days(6));
  EXPECT_DOUBLE_EQ(rows[0].days, 3);
  EXPECT_DOUBLE_EQ(*rows[0].recovery_days, 2);
  EXPECT_DOUBLE_EQ(rows[1].depth, 0.1);
  EXPECT_EQ(WorstDrawdowns(series.view(), 10).size(), 3U);
  EXPECT_FALSE(WorstDrawdowns(series.view(), 10)[2].end);
}

TEST(Drawdowns, TheSeriesIsTheDepthAtEachPoint) {
  const std::vector<double> equity = {100, 90, 110, 55, -5};
  EXPECT_EQ(DrawdownSeries(equity), (std::vector<double>{0, 0.1, 0, 0.5, 1}));
  EXPECT_TRUE(DrawdownSeries({}).empty());
}

// One percent a day over 2020-01-01 .. 2021-01-31: 366 days, then 31.
OwnedSeries OnePercentADay() {
  std::vector<double> equity = {100};
  for (int day = 0; day < 397; ++day) equity.push_back(equity.back() * 1.01);
  return SeriesOf(equity, kNewYear);
}

TEST(Calendar, MonthsQuartersAndYearsFollowTheCivilCalendar) {
  const OwnedSeries series = OnePercentADay();
  const DailySeries daily = ResampleDaily(series.view());
  const auto months = AggregateReturns(daily, Period::kMonth);
  ASSERT_EQ(months.size(), 13U);
  EXPECT_EQ(months[1].year, 2020);
  EXPECT_EQ(months[1].number, 2);
  EXPECT_NEAR(months[1].value, std::pow(1.01, 29) - 1, 1e-12);  // 2020 was a leap year
  EXPECT_NEAR(months[1].sum, 0.29, 1e-12);
  EXPECT_EQ(months[12].year, 2021);
  const auto quarters = AggregateReturns(daily, Period::kQuarter);
  ASSERT_EQ(quarters.size(), 5U);
  EXPECT_EQ(quarters[3].number, 4);
  EXPECT_NEAR(quarters[0].value, std::pow(1.01, 91) - 1, 1e-12);
  const auto years = AggregateReturns(daily, Period::kYear);
  ASSERT_EQ(years.size(), 2U);
  EXPECT_NEAR(years[0].value, std::pow(1.01, 366) - 1, 1e-10);
  EXPECT_EQ(years[0].last_day, kNewYearDay + 365);
}

TEST(Calendar, WeeksBeginOnMonday) {
  // 2020-01-01 was a Wednesday: five days to Sunday, then whole weeks.
  const OwnedSeries series = OnePercentADay();
  const auto weeks = AggregateReturns(ResampleDaily(series.view()), Period::kWeek);
  EXPECT_EQ(weeks[0].last_day, kNewYearDay + 4);
  EXPECT_NEAR(weeks[0].value, std::pow(1.01, 5) - 1, 1e-12);
  EXPECT_NEAR(weeks[1].value, std::pow(1.01, 7) - 1, 1e-12);
}

TEST(Calendar, TheGridHasARowPerYearAndGapsOutsideTheSeries) {
  const OwnedSeries series = OnePercentADay();
  const MonthlyGrid grid = MonthlyReturnGrid(ResampleDaily(series.view()));
  EXPECT_EQ(grid.first_year, 2020);
  ASSERT_EQ(grid.months.size(), 2U);
  EXPECT_NEAR(*grid.months[1][0], std::pow(1.01, 31) - 1, 1e-12);
  EXPECT_FALSE(grid.months[1][1]);
  EXPECT_NEAR(grid.years[1], *grid.months[1][0], 1e-12);
}

TEST(Calendar, TrailingReturnsCountWholeMonths) {
  const OwnedSeries series = OnePercentADay();
  const DailySeries daily = ResampleDaily(series.view());  // to 2021-01-31
  EXPECT_NEAR(*TrailingReturn(daily, 1), std::pow(1.01, 31) - 1, 1e-10);
  // From 2020-11-30, since there is no 31st: 31 + 31 days.
  EXPECT_NEAR(*TrailingReturn(daily, 2), std::pow(1.01, 62) - 1, 1e-10);
  EXPECT_NEAR(*TrailingAnnualised(daily, 1), std::pow(1.01, 366) - 1, 1e-9);
  EXPECT_TRUE(TrailingReturn(daily, 13));  // from the start point, the close of 2019-12-31
  EXPECT_FALSE(TrailingReturn(daily, 14));
}

TEST(Rolling, WindowsAreDatedByTheirLastDay) {
  const OwnedSeries series = SeriesOf({100, 110, 99, 99, 118.8}, kNewYear);
  const DailySeries daily = ResampleDaily(series.view());
  const auto sharpe = RollingSharpe(daily, 2);
  ASSERT_EQ(sharpe.size(), 3U);
  EXPECT_EQ(sharpe[0].day, kNewYearDay + 1);
  EXPECT_NEAR(sharpe[0].value, 0, 1e-12);  // +10 %, -10 %
  // -10 %, 0: mean -0.05, deviation 0.0707.
  EXPECT_NEAR(sharpe[1].value, -std::sqrt(0.5) * std::sqrt(365), 1e-9);
  EXPECT_EQ(RollingSortino(daily, 2).size(), 2U) << "the last window has no loss";
  EXPECT_NEAR(RollingVolatility(daily, 2)[0].value, std::sqrt(0.02) * std::sqrt(365), 1e-12);
  EXPECT_TRUE(RollingSharpe(daily, 5).empty());
}

TEST(Rolling, VolatilityMatchedReturnsHaveTheBenchmarksVolatility) {
  const auto [strategy, market] = MadeUpEquities();
  const DailySeries daily = ResampleDaily(strategy.view());
  const DailySeries benchmark = ResampleDaily(market.view());
  std::vector<double> matched;
  for (const DayValue& r : VolatilityMatchedReturns(daily, benchmark)) matched.push_back(r.value);
  ASSERT_EQ(matched.size(), daily.size());
  EXPECT_NEAR(*MomentsOf(matched).deviation, *MomentsOf(benchmark.returns).deviation, 1e-15);
  EXPECT_GT(matched[5] / daily.returns[5], 0);
}

TEST(Distribution, BinsCoverAllValues) {
  const std::vector<double> values = {0, 1, 2, 3, 4, 4};
  const Histogram h = HistogramOf(values, 4);
  EXPECT_EQ(h.low, 0);
  EXPECT_EQ(h.width, 1);
  EXPECT_EQ(h.counts, (std::vector<int64_t>{1, 1, 1, 3}));
  const std::vector<double> equal = {2, 2};
  EXPECT_EQ(HistogramOf(equal, 4).counts, (std::vector<int64_t>{2}));
  EXPECT_TRUE(HistogramOf({}, 4).counts.empty());
}

TEST(Distribution, BoxesAreTukeys) {
  const auto [strategy, market] = MadeUpEquities();
  const DailySeries daily = ResampleDaily(strategy.view());
  const auto boxes = QuantileBoxes(daily);
  ASSERT_EQ(boxes.size(), 5U);
  EXPECT_EQ(boxes[0].count, 4000U);
  EXPECT_EQ(boxes[2].count, 133U);  // May 2012 to May 2023
  for (const QuantileBox& box : boxes) {
    EXPECT_LE(box.whisker_low, box.quartile_1);
    EXPECT_LE(box.quartile_1, box.median);
    EXPECT_LE(box.median, box.quartile_3);
    EXPECT_LE(box.quartile_3, box.whisker_high);
    const double reach = 1.5 * (box.quartile_3 - box.quartile_1);
    for (const double x : box.outliers) {
      EXPECT_TRUE(x < box.quartile_1 - reach || x > box.quartile_3 + reach);
    }
  }
  EXPECT_FALSE(boxes[0].outliers.empty()) << "the series jumps";
  EXPECT_TRUE(QuantileBoxes({}).empty());
}

TEST(Distribution, SuggestedBinsFollowFreedmanAndDiaconis) {
  std::vector<double> values(1000);
  std::iota(values.begin(), values.end(), 0.0);
  // Quartiles 249.75 and 749.25: width 2 * 499.5 / 10, 999 / 99.9 = 10 bins.
  EXPECT_EQ(SuggestedBins(values), 10U);
  EXPECT_EQ(SuggestedBins(values, 5), 5U);
  EXPECT_EQ(SuggestedBins({}), 1U);
}

TEST(Moments, QuantilesInterpolate) {
  const std::vector<double> sorted = {1, 2, 3, 4};
  EXPECT_DOUBLE_EQ(*SortedQuantile(sorted, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(*SortedQuantile(sorted, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(*SortedQuantile(sorted, 1), 4);
  EXPECT_FALSE(SortedQuantile({}, 0.5));
}

// pandas: Series([1, 2, 3, 4, 100]).skew() = 2.2323959, .kurt() = 4.9868660.
TEST(Moments, AreBiasCorrected) {
  const std::vector<double> values = {1, 2, 3, 4, 100};
  EXPECT_NEAR(*MomentsOf(values).skew, 2.2323959, 1e-6);
  EXPECT_NEAR(*MomentsOf(values).kurtosis, 4.9868660, 1e-6);
  EXPECT_NEAR(*MomentsOf(values).deviation, 43.617657, 1e-6);
}

}  // namespace
}  // namespace keel::metrics
