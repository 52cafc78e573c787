// SPDX-License-Identifier: MIT
// Each expected number is worked out by hand in the comment beside it.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "metrics/made_up_equities.h"
#include "metrics/registry.h"

namespace keel::metrics {
namespace {

constexpr base::UnixNanos kNewYear{1577836800 * 1'000'000'000LL};  // 2020-01-01T00:00Z

ClosedTrade Trade(int64_t entry_hour, int64_t exit_hour, double net, double cost) {
  return {.entry_time = kNewYear + base::Hours(entry_hour),
          .exit_time = kNewYear + base::Hours(exit_hour),
          .quantity = 1,
          .entry_price = cost,
          .exit_price = cost + net + 1,
          .gross_pnl = net + 1,
          .fees = 1,
          .cost = cost,
          .mae = -0.02,
          .mfe = 0.04};
}

class Statistics : public testing::Test {
 protected:
  double Value(const std::string& key) const {
    const auto value = Optional(key);
    EXPECT_TRUE(value) << key << " is absent";
    return value.value_or(0);
  }
  std::optional<double> Optional(const std::string& key) const {
    const Metric* metric = FindMetric(key);
    EXPECT_NE(metric, nullptr) << key;
    return metric == nullptr ? std::nullopt : metric->Compute(prepared_);
  }

  // Four days: +10 %, -10 %, 0, +20 %.
  OwnedSeries series_ = SeriesOf({100, 110, 99, 99, 118.8}, kNewYear);
  std::vector<ClosedTrade> trades_ = {Trade(0, 24, 10, 100), Trade(24, 30, -8, 80),
                                      Trade(30, 40, -4, 80), Trade(40, 96, 20, 100),
                                      Trade(50, 52, 0, 50)};
  Prepared prepared_ = Prepare({series_.view(), std::nullopt, trades_});
};

TEST_F(Statistics, OfTheRun) {
  EXPECT_DOUBLE_EQ(Value("start"), 1577836800);
  EXPECT_DOUBLE_EQ(Value("end"), 1577836800 + 4 * 86400);
  EXPECT_DOUBLE_EQ(Value("start_equity"), 100);
  EXPECT_DOUBLE_EQ(Value("final_equity"), 118.8);
  EXPECT_NEAR(Value("absolute_profit"), 18.8, 1e-12);
  EXPECT_NEAR(Value("total_return"), 0.188, 1e-12);
  EXPECT_NEAR(Value("avg_daily_profit"), 4.7, 1e-12);  // 18.8 / 4
  EXPECT_NEAR(Value("cagr"), std::pow(1.188, 91.25) - 1, 1e-3);
  EXPECT_DOUBLE_EQ(Value("min_equity"), 99);
  EXPECT_DOUBLE_EQ(Value("max_equity"), 118.8);
}

TEST_F(Statistics, OfDailyReturns) {
  // Mean 0.05; deviations .05 -.15 -.05 .15, squares sum to 0.05; deviation sqrt(0.05 / 3).
  const double deviation = std::sqrt(0.05 / 3);
  EXPECT_NEAR(Value("volatility"), deviation * std::sqrt(365), 1e-12);
  EXPECT_NEAR(Value("sharpe"), 0.05 / deviation * std::sqrt(365), 1e-12);
  // Downside: sqrt(0.1^2 / 4) = 0.05.
  EXPECT_NEAR(Value("sortino"), std::sqrt(365), 1e-12);
  // Lo: per-day ratio 0.3873, SE sqrt((1 + 0.075) / 4) with SR^2 / 2 = 0.0025 / (0.1 / 3) = 0.075.
  EXPECT_NEAR(Value("sharpe_standard_error"), std::sqrt(1.075 / 4) * std::sqrt(365), 1e-12);
  EXPECT_NEAR(Value("omega"), 3, 1e-12);         // 0.3 / 0.1
  EXPECT_NEAR(Value("gain_to_pain"), 2, 1e-12);  // 0.2 / 0.1
  EXPECT_NEAR(Value("payoff_ratio"), 1.5, 1e-12);
  EXPECT_NEAR(Value("win_days"), 2.0 / 3, 1e-12);
  EXPECT_NEAR(Value("kelly_criterion"), 2.0 / 3 - (1.0 / 3) / 1.5, 1e-12);
  EXPECT_NEAR(Value("best_day"), 0.2, 1e-12);
  EXPECT_NEAR(Value("worst_day"), -0.1, 1e-12);
  EXPECT_NEAR(Value("best_day_profit"), 19.8, 1e-12);
  EXPECT_NEAR(Value("worst_day_profit"), -11, 1e-12);
  EXPECT_EQ(Value("winning_days"), 2);
  EXPECT_EQ(Value("draw_days"), 1);
  EXPECT_EQ(Value("losing_days"), 1);
}

TEST_F(Statistics, OfDrawdowns) {
  EXPECT_NEAR(Value("max_drawdown"), 0.1, 1e-12);
  EXPECT_NEAR(Value("absolute_drawdown"), 11, 1e-12);
  EXPECT_NEAR(Value("absolute_drawdown_fraction"), 0.1, 1e-12);
  EXPECT_DOUBLE_EQ(Value("max_drawdown_start"), 1577836800 + 86400);
  EXPECT_DOUBLE_EQ(Value("max_drawdown_date"), 1577836800 + 2 * 86400);
  EXPECT_DOUBLE_EQ(Value("max_drawdown_end"), 1577836800 + 4 * 86400);
  EXPECT_DOUBLE_EQ(Value("drawdown_duration_s"), 86400);
  EXPECT_NEAR(Value("profit_at_drawdown_start"), 10, 1e-12);
  EXPECT_NEAR(Value("profit_at_drawdown_end"), -1, 1e-12);
  EXPECT_EQ(Value("longest_drawdown_days"), 2);
  EXPECT_NEAR(Value("recovery_factor"), 1.88, 1e-12);
  EXPECT_NEAR(Value("ulcer_index"), std::sqrt(0.02 / 3), 1e-12);  // two closes at -10 %
}

TEST_F(Statistics, ADrawdownEndsAtTheFirstPointBackAtThePeak) {
  const OwnedSeries series = SeriesOf({100, 80, 100, 90, 130}, kNewYear);
  prepared_ = Prepare({series.view(), std::nullopt, {}});
  EXPECT_DOUBLE_EQ(Value("max_drawdown_end"), 1577836800 + 2 * 86400);
  EXPECT_EQ(Value("longest_drawdown_days"), 1);
  EXPECT_NEAR(Value("avg_drawdown"), 0.15, 1e-12);
}

// The deepest fall as a fraction (50 of 100) is not the largest in money (300 of 1000).
TEST_F(Statistics, TheAbsoluteDrawdownMayBeAnotherOne) {
  const OwnedSeries series = SeriesOf({100, 50, 1000, 700}, kNewYear);
  prepared_ = Prepare({series.view(), std::nullopt, {}});
  EXPECT_DOUBLE_EQ(Value("max_drawdown"), 0.5);
  EXPECT_DOUBLE_EQ(Value("absolute_drawdown"), 300);
  EXPECT_DOUBLE_EQ(Value("absolute_drawdown_fraction"), 0.3);
  EXPECT_DOUBLE_EQ(Value("drawdown_start"), 1577836800 + 2 * 86400);
  EXPECT_DOUBLE_EQ(Value("drawdown_end"), 1577836800 + 3 * 86400);
}

TEST_F(Statistics, OfTrades) {
  EXPECT_EQ(Value("trades"), 5);
  EXPECT_NEAR(Value("trades_per_day"), 1.25, 1e-12);
  EXPECT_NEAR(Value("win_rate"), 0.4, 1e-12);
  EXPECT_NEAR(Value("profit_factor"), 2.5, 1e-12);  // 30 / 12
  EXPECT_NEAR(Value("expectancy"), 3.6, 1e-12);     // 18 / 5
  // Average win 15, average loss 6: (1 + 2.5) * 0.4 - 1.
  EXPECT_NEAR(Value("expectancy_ratio"), 0.4, 1e-12);
  // Deviations 6.4 -11.6 -7.6 16.4 -3.6: squares 515.2; deviation sqrt(128.8).
  EXPECT_NEAR(Value("sqn"), std::sqrt(5) * 3.6 / std::sqrt(128.8), 1e-12);
  EXPECT_NEAR(Value("best_trade"), 0.2, 1e-12);
  EXPECT_NEAR(Value("worst_trade"), -0.1, 1e-12);
  EXPECT_NEAR(Value("avg_trade_return"), 0.03, 1e-12);  // (.1 - .1 - .05 + .2 + 0) / 5
  EXPECT_NEAR(Value("avg_stake"), 82, 1e-12);
  EXPECT_EQ(Value("max_consecutive_wins"), 1);
  EXPECT_EQ(Value("max_consecutive_losses"), 2);
  EXPECT_DOUBLE_EQ(Value("winner_duration_min_s"), 24 * 3600);
  EXPECT_DOUBLE_EQ(Value("winner_duration_max_s"), 56 * 3600);
  EXPECT_DOUBLE_EQ(Value("winner_duration_avg_s"), 40 * 3600);
  EXPECT_DOUBLE_EQ(Value("loser_duration_min_s"), 6 * 3600);
  EXPECT_DOUBLE_EQ(Value("loser_duration_max_s"), 10 * 3600);
  EXPECT_DOUBLE_EQ(Value("loser_duration_avg_s"), 8 * 3600);
  EXPECT_NEAR(Value("avg_trade_duration_s"), 98 * 3600 / 5.0, 1e-9);
  EXPECT_NEAR(Value("avg_mae"), -0.02, 1e-12);
  EXPECT_NEAR(Value("avg_mfe"), 0.04, 1e-12);
}

TEST_F(Statistics, PerBarUsesTheTimeframe) {
  series_.periods_per_year = 8760;
  prepared_ = Prepare({series_.view(), std::nullopt, trades_});
  EXPECT_NEAR(Value("sharpe_bars"), Value("sharpe") * std::sqrt(24.0), 1e-12);
  EXPECT_NEAR(Value("sortino_bars"), Value("sortino") * std::sqrt(24.0), 1e-12);
  EXPECT_NEAR(Value("volatility_bars"), Value("volatility") * std::sqrt(24.0), 1e-12);
}

TEST_F(Statistics, ExposureIsAbsentUntilKnown) {
  EXPECT_FALSE(Optional("time_in_market"));
  series_.exposure = {0, 1, 1, 0, 0.5};
  prepared_ = Prepare({series_.view(), std::nullopt, trades_});
  EXPECT_NEAR(Value("time_in_market"), 0.6, 1e-12);
  EXPECT_NEAR(Value("avg_exposure"), 0.5, 1e-12);
  EXPECT_NEAR(Value("max_exposure"), 1, 1e-12);
  EXPECT_NEAR(Value("risk_adjusted_return"), Value("cagr") / 0.6, 1e-3);
}

TEST_F(Statistics, AgainstABenchmarkOfHalfTheMoves) {
  const OwnedSeries market = SeriesOf({100, 105, 99.75, 99.75, 109.725}, kNewYear);
  prepared_ = Prepare({series_.view(), market.view(), {}});
  EXPECT_NEAR(Value("beta"), 2, 1e-9);
  EXPECT_NEAR(Value("alpha"), 0, 1e-9);
  EXPECT_NEAR(Value("correlation"), 1, 1e-12);
  EXPECT_NEAR(Value("r_squared"), 1, 1e-12);
  EXPECT_NEAR(Value("market_change"), 0.09725, 1e-12);
  // The difference is the benchmark itself.
  EXPECT_NEAR(Value("information_ratio"), 0.05 / std::sqrt(0.05 / 3), 1e-9);
  // Against itself there is no tracking error to divide by.
  prepared_ = Prepare({series_.view(), series_.view(), {}});
  EXPECT_FALSE(Optional("information_ratio"));
  EXPECT_NEAR(Value("beta"), 1, 1e-12);
}

TEST_F(Statistics, ABenchmarkIsComparedOnCommonDaysOnly) {
  // Begins a day later, when the strategy had +10 % already: -10 %, 0, +20 % against -5 %, 0, +10
  // %.
  const OwnedSeries market = SeriesOf({100, 95, 95, 104.5}, kNewYear + base::Days(1));
  prepared_ = Prepare({series_.view(), market.view(), {}});
  EXPECT_EQ(prepared_.paired->count, 3U);
  EXPECT_NEAR(Value("beta"), 2, 1e-9);
}

TEST_F(Statistics, AreAbsentWhereUndefined) {
  const OwnedSeries flat = SeriesOf({100, 100, 100, 100}, kNewYear);
  prepared_ = Prepare({flat.view(), std::nullopt, {}});
  for (const char* key : {"sharpe",
                          "sortino",
                          "calmar",
                          "omega",
                          "profit_factor",
                          "expectancy",
                          "sqn",
                          "win_rate",
                          "skew",
                          "kurtosis",
                          "beta",
                          "tail_ratio",
                          "payoff_ratio",
                          "kelly_criterion",
                          "probabilistic_sharpe",
                          "recovery_factor",
                          "best_trade",
                          "drawdown_start",
                          "max_drawdown_end",
                          "avg_drawdown",
                          "serenity_index",
                          "return_3m",
                          "return_10y"}) {
    EXPECT_FALSE(Optional(key)) << key;
  }
  EXPECT_EQ(Value("max_drawdown"), 0);
  EXPECT_EQ(Value("volatility"), 0);
  EXPECT_EQ(Value("total_return"), 0);
  EXPECT_EQ(Value("trades"), 0);
}

TEST_F(Statistics, ConstantGrowthHasNoSharpe) {
  std::vector<double> equity = {100};
  for (int day = 0; day < 500; ++day) equity.push_back(equity.back() * 1.001);
  const OwnedSeries steady = SeriesOf(equity, kNewYear);
  prepared_ = Prepare({steady.view(), std::nullopt, {}});
  EXPECT_FALSE(Optional("sharpe"));
  EXPECT_FALSE(Optional("sharpe_bars"));
  EXPECT_FALSE(Optional("sortino"));
}

TEST_F(Statistics, OfASinglePointAreFiniteOrAbsent) {
  const OwnedSeries point = SeriesOf({100}, kNewYear);
  prepared_ = Prepare({point.view(), point.view(), {}});
  EXPECT_EQ(Value("total_return"), 0);
  EXPECT_FALSE(Optional("cagr"));
  EXPECT_FALSE(Optional("sharpe"));
  EXPECT_FALSE(Optional("best_day"));
}

TEST_F(Statistics, OfABustAccount) {
  const OwnedSeries bust = SeriesOf({100, 50, 0, 0}, kNewYear);
  prepared_ = Prepare({bust.view(), std::nullopt, {}});
  EXPECT_DOUBLE_EQ(Value("total_return"), -1);
  EXPECT_DOUBLE_EQ(Value("cagr"), -1);
  EXPECT_DOUBLE_EQ(Value("max_drawdown"), 1);
  EXPECT_DOUBLE_EQ(Value("worst_day"), -1);
  EXPECT_FALSE(Optional("max_drawdown_end"));
}

TEST(Prepare, RefusesNonsenseAsABug) {
  OwnedSeries series = SeriesOf({100, 101});
  series.times.pop_back();
  EXPECT_DEATH(Prepare({series.view(), std::nullopt, {}}), "each equity point has its time");
  const OwnedSeries empty;
  EXPECT_DEATH(Prepare({empty.view(), std::nullopt, {}}), "at least its start");
  const OwnedSeries broke = SeriesOf({0, 1});
  EXPECT_DEATH(Prepare({broke.view(), std::nullopt, {}}), "starts with money");
  OwnedSeries backwards = SeriesOf({1, 1});
  std::swap(backwards.times[0], backwards.times[1]);
  EXPECT_DEATH(Prepare({backwards.view(), std::nullopt, {}}), "time does not go back");
}

}  // namespace
}  // namespace keel::metrics
