// SPDX-License-Identifier: MIT
#include "research/robustness/resampling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.h"
#include "metrics/moments.h"
#include "research/robustness/spread.h"

namespace keel::research {
namespace {

std::vector<double> Independent(size_t count, double mean, double deviation) {
  base::RandomStream random(11, "test.returns");
  std::vector<double> returns;
  for (size_t i = 0; i < count; ++i) returns.push_back(mean + deviation * random.NextNormal());
  return returns;
}

TEST(BootstrapDays, OfIndependentReturnsHasTheirMeanAndSpread) {
  constexpr size_t kDays = 1000;
  const std::vector<double> daily = Independent(kDays, 0.001, 0.02);
  const DrawnReturns drawn = BootstrapDays(daily, {.draws = 2000, .seed = 3});
  EXPECT_LT(drawn.mean_block, 10);
  // The log of what a path ends with is a sum of independent draws.
  std::vector<double> logs, ends;
  for (const double r : daily) logs.push_back(std::log1p(r));
  for (const double r : drawn.total_return) ends.push_back(std::log1p(r));
  const metrics::Moments own = metrics::MomentsOf(logs);
  const metrics::Moments of_ends = metrics::MomentsOf(ends);
  const double deviation = *own.deviation * std::sqrt(kDays);
  EXPECT_NEAR(*of_ends.mean, *own.mean * kDays, 4 * deviation / std::sqrt(2000.0));
  EXPECT_NEAR(*of_ends.deviation, deviation, 0.08 * deviation);
}

TEST(BootstrapDays, ItsSharpeRatiosLieAboutThatOfTheDays) {
  const std::vector<double> daily = Independent(1000, 0.001, 0.02);
  const metrics::Moments own = metrics::MomentsOf(daily);
  const double sharpe = *own.mean / *own.deviation * std::sqrt(365.0);
  const DrawnReturns drawn = BootstrapDays(daily, {.draws = 2000, .seed = 3});
  ASSERT_EQ(drawn.sharpe.size(), 2000u);
  const metrics::Moments of_draws = metrics::MomentsOf(drawn.sharpe);
  const double error = std::sqrt(365.0 / 1000);  // of a Sharpe ratio of independent days
  EXPECT_NEAR(*of_draws.mean, sharpe, 4 * error / std::sqrt(2000.0) + 0.02);
  EXPECT_NEAR(*of_draws.deviation, error, 0.08 * error);
}

TEST(BootstrapDays, AnyNumberOfThreadsAndASecondTimeGivesTheSame) {
  const std::vector<double> daily = Independent(200, 0, 0.02);
  const DrawnReturns one = BootstrapDays(daily, {.draws = 100, .seed = 3, .jobs = 1});
  const DrawnReturns many = BootstrapDays(daily, {.draws = 100, .seed = 3, .jobs = 4});
  EXPECT_EQ(one.total_return, many.total_return);
  EXPECT_EQ(one.max_drawdown, many.max_drawdown);
  EXPECT_NE(one.total_return, BootstrapDays(daily, {.draws = 100, .seed = 4}).total_return);
}

TEST(BootstrapDays, OfOneDayRepeatedIsThatDay) {
  const DrawnReturns drawn = BootstrapDays(std::vector<double>(10, 0.1), {.draws = 5});
  for (const double r : drawn.total_return) EXPECT_NEAR(r, std::pow(1.1, 10) - 1, 1e-12);
  for (const double depth : drawn.max_drawdown) EXPECT_EQ(depth, 0);
  EXPECT_TRUE(drawn.sharpe.empty()) << "what does not vary has no ratio";
}

TEST(ShuffleTrades, TheWorstAndTheBestOrderAreAmongThem) {
  // -50 % and +100 % of what there is: the loss first costs half, last it costs half of twice.
  const std::vector<double> profits = {100, -100};
  const ShuffledTrades shuffled = ShuffleTrades(profits, 100, {.draws = 50});
  EXPECT_DOUBLE_EQ(shuffled.max_drawdown, 0.5);
  for (const double depth : shuffled.drawdowns) EXPECT_DOUBLE_EQ(depth, 0.5);
  // Ten losses in a row fall further than ten that gains stand between.
  std::vector<double> kind;
  double equity = 1000;
  for (int i = 0; i < 20; ++i) {
    kind.push_back(equity * (i % 2 == 0 ? 0.05 : -0.04));
    equity += kind.back();
  }
  const ShuffledTrades mixed = ShuffleTrades(kind, 1000, {.draws = 1000, .seed = 2});
  EXPECT_NEAR(mixed.max_drawdown, 0.04, 1e-12);
  const auto [least, greatest] =
      std::minmax_element(mixed.drawdowns.begin(), mixed.drawdowns.end());
  EXPECT_GE(*least, 0.04 - 1e-12);
  EXPECT_LE(*greatest, 1 - std::pow(0.96, 10) + 1e-12);
  EXPECT_GT(SpreadOf(mixed.drawdowns)->median, 0.08);
}

TEST(ShuffleTrades, EveryOrderIsAsLikely) {
  // One loss among four gains: without gains before it the fall is that of the loss alone whatever
  // its place, so two losses are needed to tell; they are neighbours in 2 of 5 orders.
  const std::vector<double> profits = {-100, 0, 0, 0, -90};
  std::vector<double> with_gain = {-100, 900, 0, 0, -180};  // -10 %, +100 %, 0, 0, -10 %
  const ShuffledTrades shuffled = ShuffleTrades(with_gain, 1000, {.draws = 20'000, .seed = 9});
  int together = 0;
  for (const double depth : shuffled.drawdowns) together += depth > 0.15 ? 1 : 0;
  // Both losses on one side of the gain: 1/3 before it + 1/3 behind it.
  EXPECT_NEAR(together / 20'000.0, 2.0 / 3, 0.015);
  EXPECT_NEAR(ShuffleTrades(profits, 1000, {.draws = 1}).max_drawdown, 0.19, 1e-12);
}

TEST(Spread, IsThatOfItsValues) {
  std::vector<double> values(101);
  std::iota(values.begin(), values.end(), 0.0);
  const auto spread = SpreadOf(values);
  EXPECT_EQ(spread->count, 101);
  EXPECT_EQ(spread->q05, 5);
  EXPECT_EQ(spread->median, 50);
  EXPECT_EQ(spread->q95, 95);
  EXPECT_FALSE(SpreadOf({}).has_value());
}

}  // namespace
}  // namespace keel::research
