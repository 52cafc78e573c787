// SPDX-License-Identifier: MIT
#include "server/replica/session_days.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace keel::server {
namespace {

using base::Days;
using base::Hours;
using base::Minutes;

base::UnixNanos At(base::Duration since) { return {since.ns}; }

TEST(EquityReturnsTest, TheLastPointOfEachSpanCounts) {
  EquityReturns hours(Hours(1));
  hours.Add(At(Minutes(10)), 90);
  hours.Add(At(Minutes(60)), 100);  // ends the first hour
  hours.Add(At(Minutes(70)), 500);
  hours.Add(At(Minutes(119)), 110);
  EXPECT_TRUE(hours.returns().empty()) << "an hour that lasts has not returned anything";
  hours.Add(At(Minutes(130)), 110);
  ASSERT_EQ(hours.returns().size(), 1u);
  EXPECT_NEAR(hours.returns()[0], 0.1, 1e-12);
  hours.Add(At(Hours(9)), 55);
  hours.Add(At(Hours(10)), 55);
  ASSERT_EQ(hours.returns().size(), 3u) << "hours without a point are skipped";
  EXPECT_NEAR(hours.returns()[1], 0, 1e-12);
  EXPECT_NEAR(hours.returns()[2], -0.5, 1e-12);
}

TEST(EquityReturnsTest, MoneyThatCameIsNoReturn) {
  EquityReturns hours(Hours(1));
  hours.Add(At(Minutes(60)), 100);
  hours.Add(At(Minutes(120)), 110);
  hours.Add(At(Minutes(150)), 120);
  hours.Break();  // ten times as much is there now
  hours.Add(At(Minutes(180)), 1200);
  hours.Add(At(Minutes(240)), 1260);
  hours.Add(At(Minutes(250)), 1);
  ASSERT_EQ(hours.returns().size(), 2u);
  EXPECT_NEAR(hours.returns()[0], 0.1, 1e-12);
  EXPECT_NEAR(hours.returns()[1], 0.05, 1e-12);
}

engine::BacktestSettings Settings() {
  engine::BacktestSettings settings;
  settings.timeframe = "1h";
  settings.account.currency = "USDT";
  return settings;
}

std::vector<engine::InstrumentRecord> Pairs(const std::vector<std::string>& symbols) {
  std::vector<engine::InstrumentRecord> pairs;
  for (const std::string& symbol : symbols) {
    pairs.push_back({symbol, *core::Price::Parse("0.01"), *core::Quantity::Parse("0.01"), {}});
  }
  return pairs;
}

/// Hourly bars of three pairs, the third from the 30th day on, one hour of a hundred missing.
struct Market {
  Market() {
    base::RandomStream random(5, "test.session_days");
    double price[3] = {20, 100, 0.05};
    for (int hour = 0; hour < 24 * 100; ++hour) {
      for (uint32_t i = 0; i < 3; ++i) {
        price[i] *= std::exp(0.004 * random.NextNormal());
        if ((i == 2 && hour < 24 * 30) || random.NextUniform() < 0.01) continue;
        bars[i].push_back({{Hours(hour).ns}, price[i], price[i], price[i], price[i], 1});
      }
    }
  }
  std::vector<core::Bar> bars[3];
};

const std::vector<std::string> kSymbols = {"SOL/USDT", "BTC/USDT", "ETH/BTC"};

// The gate's own path: a board that sees all bars, hour by hour.
market::Comovement ByBoard(const Market& market) {
  core::Universe universe;
  const core::CurrencyId account = universe.AddCurrency("USDT");
  for (const std::string& symbol : kSymbols) {
    EXPECT_TRUE(universe.Add("venue", *core::ParseSymbol(symbol),
                             {*core::Price::Parse("0.01"), *core::Quantity::Parse("0.01"), {}}));
  }
  market::Board board({{market.bars[0], Hours(1), {}},
                       {market.bars[1], Hours(1), {}},
                       {market.bars[2], Hours(1), {}}});
  market::Comovement estimate(universe, account, Settings().risk.cluster_correlation);
  size_t next[3] = {};
  for (int hour = 0; hour < 24 * 100; ++hour) {
    bool any = false;
    for (uint32_t i = 0; i < 3; ++i) {
      const auto& bars = market.bars[i];
      if (next[i] == bars.size() || bars[next[i]].open_time != At(Hours(hour))) continue;
      board.Reveal({i}, bars[next[i]++].close);
      any = true;
    }
    if (any) estimate.Advance(At(Hours(hour + 1)), board);
  }
  return estimate;
}

std::unique_ptr<SessionDays> ByRecords(const Market& market) {
  auto days = *SessionDays::Make(Pairs(kSymbols), Settings());
  size_t next[3] = {};
  for (int hour = 0; hour < 24 * 100; ++hour) {
    engine::BarsRecord record{hour < 24 * 50, {}};
    for (uint32_t i = 0; i < 3; ++i) {
      const auto& bars = market.bars[i];
      if (next[i] == bars.size() || bars[next[i]].open_time != At(Hours(hour))) continue;
      const core::Bar& bar = bars[next[i]++];
      record.bars.push_back({i, bar.open_time, bar.open, bar.high, bar.low, bar.close, bar.volume});
    }
    // Missed bars are written down later, those of now a moment after they closed.
    const auto written = record.is_past ? Days(50) : Hours(hour + 1) + base::Milliseconds(300);
    days->OnBars(record, At(written));
  }
  return days;
}

TEST(SessionDaysTest, WhatItKnowsIsWhatTheGateKnows) {
  const Market market;
  const market::Comovement gate = ByBoard(market);
  const auto days = ByRecords(market);
  ASSERT_EQ(days->coins().size(), 3u);
  EXPECT_EQ(days->coins()[2].symbol, "ETH/BTC");
  EXPECT_EQ(days->coins()[2].quote, 1u);
  ASSERT_GT(gate.scenario_days(), 90u);
  for (const SessionCoin& coin : days->coins()) {
    const auto own = days->comovement().Scenarios(coin.id);
    EXPECT_TRUE(std::ranges::equal(own, gate.Scenarios(coin.id))) << coin.code;
    EXPECT_EQ(days->comovement().volatility(coin.id), gate.volatility(coin.id)) << coin.code;
    EXPECT_EQ(days->comovement().known(coin.id), gate.known(coin.id)) << coin.code;
    for (const SessionCoin& other : days->coins()) {
      EXPECT_EQ(days->comovement().covariance(coin.id, other.id),
                gate.covariance(coin.id, other.id));
    }
  }
}

TEST(SessionDaysTest, ItCountsTheReturnsOfEachCoin) {
  const auto days = ByRecords(Market());
  // Days 1 to 100 end with a close of the first two, days 31 to 100 with one of the third.
  EXPECT_EQ(days->returns(days->coins()[0]), 99u);
  EXPECT_EQ(days->returns(days->coins()[0]), days->comovement().scenario_days());
  EXPECT_EQ(days->returns(days->coins()[2]), 69u);
}

TEST(SessionDaysTest, ACoinThatNoChainOfPairsPricesIsLeftOut) {
  const auto days = *SessionDays::Make(Pairs({"ADA/EUR", "EUR/ADA", "BTC/USDT"}), Settings());
  ASSERT_EQ(days->coins().size(), 1u);
  EXPECT_EQ(days->coins()[0].code, "BTC");
}

TEST(SessionDaysTest, APairInAccountCurrencyPricesACoinBeforeOthers) {
  const auto days = *SessionDays::Make(Pairs({"ETH/BTC", "BTC/USDT", "ETH/USDT"}), Settings());
  ASSERT_EQ(days->coins().size(), 2u);
  EXPECT_EQ(days->coins()[0].symbol, "ETH/USDT");
  EXPECT_FALSE(days->coins()[0].quote);
}

TEST(SessionDaysTest, AChangedLimitHoldsOverAStart) {
  const auto days = *SessionDays::Make(Pairs({"BTC/USDT"}), Settings());
  engine::BacktestSettings settings = Settings();
  settings.risk.cluster_correlation = 0.6;
  days->OnStart(settings);
  EXPECT_EQ(days->cluster_correlation(), 0.6);
  engine::LimitRecord change;
  change.name = "cluster_correlation";
  change.to = 0.5;
  days->OnLimit(change);
  days->OnStart(settings);
  EXPECT_EQ(days->cluster_correlation(), 0.5);
}

}  // namespace
}  // namespace keel::server
