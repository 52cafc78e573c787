// SPDX-License-Identifier: MIT
#include "market/comovement.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "models/correlation/clusters.h"
#include "models/risk_measures/historical.h"
#include "models/volatility/ewma.h"
#include "models/volatility/garch.h"

namespace keel::market {
namespace {

using base::Days;
using base::Hours;

core::Universe ThreePairs() {
  core::Universe universe;
  const core::InstrumentFilters filters{
      *core::Price::Parse("0.01"), *core::Quantity::Parse("0.01"), {}};
  for (const char* name : {"SOL/USDT", "BTC/USDT", "ETH/BTC"}) {
    EXPECT_TRUE(universe.Add("venue", *core::ParseSymbol(name), filters).has_value());
  }
  return universe;
}

/// Hourly bars of the three pairs, the third from `third_from` on.
struct Market {
  explicit Market(int days, int third_from = 0) {
    base::RandomStream random(5, "test.comovement");
    double price[3] = {20, 100, 0.05};
    for (int hour = 0; hour < 24 * days; ++hour) {
      const double common = random.NextNormal();
      for (int i = 0; i < 3; ++i) {
        const double own = random.NextNormal();
        price[i] *= std::exp(0.004 * (i == 2 ? own : common + 0.3 * own));
        if (i == 2 && hour < 24 * third_from) continue;
        bars[i].push_back({{Hours(hour).ns}, price[i], price[i], price[i], price[i], 1});
      }
    }
  }
  Board MakeBoard(int days) const {
    Board board({{bars[0], Hours(1), {}}, {bars[1], Hours(1), {}}, {bars[2], Hours(1), {}}});
    for (uint32_t i = 0; i < 3; ++i) {
      for (const core::Bar& bar : bars[i]) {
        if (bar.open_time + Hours(1) <= base::UnixNanos{Days(days).ns}) {
          board.Reveal({i}, bar.close);
        }
      }
    }
    return board;
  }
  /// Reveals and advances hour by hour up to the end of `days`.
  Comovement Run(const core::Universe& universe, int days) const {
    Comovement estimate(universe, universe.at({0}).quote, 0.7);
    Board board({{bars[0], Hours(1), {}}, {bars[1], Hours(1), {}}, {bars[2], Hours(1), {}}});
    size_t next[3] = {0, 0, 0};
    for (int hour = 1; hour <= 24 * days; ++hour) {
      const base::UnixNanos now{Hours(hour).ns};
      for (uint32_t i = 0; i < 3; ++i) {
        for (; next[i] < bars[i].size() && bars[i][next[i]].open_time + Hours(1) <= now;
             ++next[i]) {
          board.Reveal({i}, bars[i][next[i]].close);
        }
      }
      estimate.Advance(now, board);
    }
    return estimate;
  }
  double CloseOfDay(int pair, int day) const {
    const size_t skipped = bars[1].size() - bars[pair].size();
    return bars[pair][static_cast<size_t>(24 * day) - 1 - skipped].close;
  }

  std::vector<core::Bar> bars[3];
};

core::CurrencyId Coin(core::Universe& universe, const char* code) {
  return universe.AddCurrency(code);
}

TEST(ComovementTest, BeforeSixtyDaysNothingIsKnownAndAllMoveTogether) {
  core::Universe universe = ThreePairs();
  const Comovement estimate = Market(61).Run(universe, 60);  // 59 returns
  EXPECT_EQ(estimate.scenario_days(), 0u);
  EXPECT_EQ(estimate.clusters(), 1u);
  for (const char* code : {"SOL", "BTC", "ETH"}) {
    EXPECT_FALSE(estimate.known(Coin(universe, code)));
    EXPECT_EQ(estimate.volatility(Coin(universe, code)), 0.10);
    EXPECT_NEAR(estimate.covariance(Coin(universe, code), Coin(universe, "BTC")), 0.01, 1e-15);
  }
}

TEST(ComovementTest, ReturnsAreOfWholeDaysInAccountCurrency) {
  core::Universe universe = ThreePairs();
  const Market market(80);
  const Comovement estimate = market.Run(universe, 70);
  ASSERT_EQ(estimate.scenario_days(), 69u);
  for (int day = 2; day <= 70; ++day) {
    const auto at = static_cast<size_t>(day - 2);
    EXPECT_NEAR(estimate.Scenarios(Coin(universe, "BTC"))[at],
                market.CloseOfDay(1, day) / market.CloseOfDay(1, day - 1) - 1, 1e-15);
    const auto eth = [&](int d) { return market.CloseOfDay(2, d) * market.CloseOfDay(1, d); };
    EXPECT_NEAR(estimate.Scenarios(Coin(universe, "ETH"))[at], eth(day) / eth(day - 1) - 1, 1e-14);
  }
}

TEST(ComovementTest, ClustersAndCovariancesAreThoseOfTheModels) {
  core::Universe universe = ThreePairs();
  const Comovement estimate = Market(80).Run(universe, 80);
  const core::CurrencyId coins[] = {Coin(universe, "SOL"), Coin(universe, "BTC"),
                                    Coin(universe, "ETH")};
  std::vector<double> table;
  for (size_t row = 79 - 60; row < 79; ++row) {
    for (const auto coin : coins) table.push_back(estimate.Scenarios(coin)[row]);
  }
  const auto correlation =
      models::CorrelationOf(models::ConstantCorrelationCovariance({table, 3})->covariance).value();
  const auto clusters = models::CorrelationClusters(correlation, 0.7);
  for (size_t i = 0; i < 3; ++i) {
    const auto ewma = models::FilterEwma(estimate.Scenarios(coins[i])).value();
    EXPECT_DOUBLE_EQ(estimate.volatility(coins[i]), std::sqrt(ewma.next_variance));
    for (size_t j = 0; j < 3; ++j) {
      EXPECT_EQ(estimate.cluster(coins[i]) == estimate.cluster(coins[j]),
                clusters[i] == clusters[j]);
      EXPECT_NEAR(
          estimate.covariance(coins[i], coins[j]),
          correlation.at(i, j) * estimate.volatility(coins[i]) * estimate.volatility(coins[j]),
          1e-15);
    }
  }
  EXPECT_EQ(estimate.cluster(coins[0]), estimate.cluster(coins[1]));
}

TEST(ComovementTest, WithAYearOfDaysTheVolatilityIsThatOfAGarch) {
  core::Universe universe = ThreePairs();
  const Comovement estimate = Market(300).Run(universe, 251);  // 250 returns: fitted today
  const auto returns = estimate.Scenarios(Coin(universe, "BTC"));
  ASSERT_EQ(returns.size(), 250u);
  const auto fit = models::FitGarch(returns, {});
  const double expected =
      fit ? std::sqrt(fit->next_variance) : std::sqrt(models::FilterEwma(returns)->next_variance);
  EXPECT_NEAR(estimate.volatility(Coin(universe, "BTC")), expected, 1e-12);
}

TEST(ComovementTest, AStrangerIsTakenForTheWorstKnownAssetAndSitsWithBtc) {
  core::Universe universe = ThreePairs();
  const Market market(140, 100);
  const Comovement estimate = market.Run(universe, 120);  // ETH has 19 returns
  const auto eth = Coin(universe, "ETH"), btc = Coin(universe, "BTC"), sol = Coin(universe, "SOL");
  EXPECT_FALSE(estimate.known(eth));
  const auto shortfall = [&](core::CurrencyId coin) {
    return models::HistoricalTailRisk(estimate.Scenarios(coin), 0.95)->expected_shortfall;
  };
  const auto worst = shortfall(btc) > shortfall(sol) ? btc : sol;
  EXPECT_EQ(estimate.volatility(eth), estimate.volatility(worst));
  EXPECT_EQ(estimate.covariance(eth, worst), estimate.covariance(worst, worst));
  EXPECT_EQ(estimate.cluster(eth), estimate.cluster(btc));
  EXPECT_EQ(estimate.Scenarios(eth)[3], estimate.Scenarios(worst)[3]);
}

TEST(ComovementTest, TheFutureChangesNothing) {
  core::Universe universe = ThreePairs();
  const Market market(120);
  Market other(120);
  for (auto& bars : other.bars) {
    for (core::Bar& bar : bars) {
      if (bar.open_time >= base::UnixNanos{Days(90).ns}) bar.close *= 7;
    }
  }
  const Comovement a = market.Run(universe, 90);
  const Comovement b = other.Run(universe, 90);
  for (const char* code : {"SOL", "BTC", "ETH"}) {
    const auto coin = Coin(universe, code);
    EXPECT_TRUE(std::ranges::equal(a.Scenarios(coin), b.Scenarios(coin)));
    EXPECT_EQ(a.volatility(coin), b.volatility(coin));
  }
}

TEST(ComovementTest, DaysWithoutACallAreTakenInLater) {
  core::Universe universe = ThreePairs();
  const Market market(100);
  const Comovement daily = market.Run(universe, 90);
  Comovement rare(universe, universe.at({0}).quote, 0.7);
  for (const int day : {1, 2, 40, 90}) {
    const Board board = market.MakeBoard(day);
    rare.Advance({Days(day).ns}, board);
  }
  const auto btc = Coin(universe, "BTC");
  EXPECT_TRUE(std::ranges::equal(daily.Scenarios(btc), rare.Scenarios(btc)));
}

}  // namespace
}  // namespace keel::market
