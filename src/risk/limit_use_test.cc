// SPDX-License-Identifier: MIT
// What is told of a limit is what the gate does: as much as is left passes, and one unit more does
// not.
#include "risk/limit_use.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "risk/account_sums.h"
#include "risk/testing/scene.h"

namespace keel::risk {
namespace {

using core::Decimal;
using core::Quantity;
using core::Side;

constexpr core::InstrumentId kBtc = Scene::kBtc, kSol = Scene::kSol, kBtcEur = Scene::kBtcEur;

std::vector<LimitUse> Uses(Scene& scene, const Breaker& breaker = Breaker(NoLimits())) {
  std::vector<Decimal> units;
  for (const core::Instrument& pair : scene.universe.instruments()) {
    units.push_back(UnitValue(scene.ledger, pair.id, scene.prices[pair.id.index]));
  }
  return UsesOf(scene.gate.limits(), scene.Account(), breaker, units);
}

/// Of a pair or a strategy where one is named.
std::optional<LimitUse> UseOf(Scene& scene, std::string_view limit,
                              std::optional<core::InstrumentId> pair = std::nullopt) {
  for (const LimitUse& use : Uses(scene)) {
    if (use.limit == limit && (!pair || use.pair == pair)) return use;
  }
  return std::nullopt;
}

/// Gives the account holdings and working orders of odd sizes, three of them in one OCO group.
void MakeBusy(Scene& scene, uint64_t item) {
  base::RandomStream random(1, "test.limit_use", item);
  const auto amount = [&](int64_t of) {
    return Quantity(Decimal::FromRaw(static_cast<int64_t>(random.NextUniform() * 1e12) * of + 1));
  };
  scene.ledger.Deposit({D("1000"), scene.Coin("EUR")});
  scene.SetPrice(kBtc, "101.37");
  scene.SetPrice(kBtcEur, "50.91");
  scene.SetPrice(Scene::kEurUsdt, "1.93");
  scene.Fill(kBtc, Side::kBuy, amount(3));
  scene.Fill(kSol, Side::kBuy, amount(2));
  scene.Work(kBtc, Side::kBuy, amount(1), "99.01");
  scene.Work(kBtcEur, Side::kBuy, amount(2), "51.7");
  for (int i = 0; i < 3; ++i) scene.Work(kSol, Side::kBuy, amount(2), "97.77", 7);
  scene.Work(kBtc, Side::kSell, amount(1), "0");
}

/// What the rule says of a purchase, whatever the balance is.
std::optional<core::Refusal> RefusalBy(Scene& scene, std::string_view rule, core::InstrumentId pair,
                                       Quantity quantity) {
  for (const core::Refusal& refusal : scene.Refusals(scene.Order(pair, Side::kBuy, quantity))) {
    if (refusal.rule == rule) return refusal;
  }
  return std::nullopt;
}

struct Case {
  std::string_view name, rule;
  std::optional<double> Limits::*limit;
  double value;
};
constexpr Case kCases[] = {
    {"position_share", "position_share", &Limits::position_share, 0.2},
    {"gross_exposure", "gross_exposure", &Limits::gross_exposure, 0.4},
    {"gross_value_max", "gross_exposure", &Limits::gross_value_max, 3000},
    {"cluster_exposure", "correlated_exposure", &Limits::cluster_exposure, 0.3},
    {"turnover_per_day", "turnover", &Limits::turnover_per_day, 0.7},
    {"order_value_share", "order_value", &Limits::order_value_share, 0.05},
    {"order_value_max", "order_value", &Limits::order_value_max, 321},
};

TEST(LimitUse, WhatIsLeftPassesTheGateAndTheLeastBitMoreDoesNot) {
  for (const Case& c : kCases) {
    for (uint64_t item = 0; item < 20; ++item) {
      Limits limits = NoLimits();
      limits.*c.limit = c.value;
      Scene scene(limits);
      MakeBusy(scene, item);
      for (const core::InstrumentId pair : {kBtc, kSol, kBtcEur}) {
        const bool by_pair = c.name == "position_share" || c.name == "cluster_exposure";
        const auto use = UseOf(scene, c.name, by_pair ? std::optional(pair) : std::nullopt);
        ASSERT_TRUE(use) << c.name;
        ASSERT_TRUE(use->room().is_positive()) << c.name;
        const Decimal unit = UnitValue(scene.ledger, pair, scene.prices[pair.index]);
        const Quantity most = QuantityWorth(use->room(), unit);
        EXPECT_FALSE(RefusalBy(scene, c.rule, pair, most)) << c.name << item;
        const auto refusal = RefusalBy(scene, c.rule, pair, most + kUnit);
        ASSERT_TRUE(refusal) << c.name << item;
        EXPECT_EQ(refusal->head_room, most);
        EXPECT_EQ(refusal->limit, use->most.ToDouble());
      }
    }
  }
}

TEST(LimitUse, ADrawdownIsLeftUntilTheEquityAtWhichTheBreakerTrips) {
  Limits limits = NoLimits();
  limits.daily_halt = 0.05;
  limits.total_halt = 0.15;
  Scene scene(limits);
  Breaker breaker(limits);
  EXPECT_TRUE(Uses(scene, breaker).empty()) << "no equity was seen yet";
  std::vector<BreakerEvent> events;
  breaker.OnEquity(scene.now, D("10333.33"), &events);
  const auto uses = Uses(scene, breaker);  // equity is 10,000
  ASSERT_EQ(uses.size(), 2u);
  EXPECT_EQ(uses[0].limit, "daily_halt");
  EXPECT_EQ(uses[0].used, D("333.33"));
  EXPECT_EQ(uses[0].of, D("10333.33"));
  const Decimal floor = scene.ledger.equity() - uses[0].room();
  breaker.OnEquity(scene.now, floor + kUnit.value(), &events);
  EXPECT_EQ(breaker.state(), core::TradingState::kActive);
  breaker.OnEquity(scene.now, floor, &events);
  EXPECT_EQ(breaker.state(), core::TradingState::kHalted);
}

TEST(LimitUse, AGainIsALossBelowZero) {
  Limits limits = NoLimits();
  limits.weekly_halt = 0.08;
  Scene scene(limits);
  Breaker breaker(limits);
  std::vector<BreakerEvent> events;
  breaker.OnEquity(scene.now, D("9000"), &events);
  const LimitUse use = Uses(scene, breaker).at(0);
  EXPECT_EQ(use.used, D("-1000"));
  EXPECT_EQ(use.most, D("720"));
  EXPECT_EQ(use.room(), D("1720"));
}

TEST(LimitUse, TheDayRiskIsThatOfTheNextCheck) {
  Limits limits = NoLimits();
  limits.var_daily = 0.02;
  Scene scene(limits);
  std::vector<double> closes = {100};
  for (int i = 0; i < 80; ++i) closes.push_back(closes.back() * (i % 3 == 0 ? 0.95 : 1.03));
  scene.SetDailyCloses({{kBtc, closes}});
  scene.Fill(kBtc, Side::kBuy, Q("30"));
  const auto use = UseOf(scene, "var_daily");
  ASSERT_TRUE(use);
  const double now = scene.portfolio.Now(RiskMeasure::kValueAtRisk);
  EXPECT_GT(now, 0);
  EXPECT_GE(use->used->ToDouble(), now);
  EXPECT_NEAR(use->used->ToDouble(), now, 1e-6);
  EXPECT_EQ(use->most, D("200"));
}

TEST(LimitUse, EntriesAreCountedUntilTheStrategyIsDisabled) {
  Limits limits = NoLimits();
  limits.entries_per_hour = 3;
  limits.orders_per_second = 5;
  Scene scene(limits);
  for (int sent = 0; sent < 3; ++sent) {
    EXPECT_FALSE(scene.activity.IsDisabled({0}, StrategyRule::kRepeatedExecution));
    const auto use = UseOf(scene, "entries_per_hour");
    ASSERT_TRUE(use);
    EXPECT_EQ(use->used, Decimal::FromInt(sent));
    EXPECT_EQ(use->unit, UseUnit::kCount);
    scene.Send(scene.Order(kBtc, Side::kBuy, Q("1")));
  }
  EXPECT_TRUE(scene.activity.IsDisabled({0}, StrategyRule::kRepeatedExecution));
  EXPECT_EQ(UseOf(scene, "entries_per_hour")->room(), Decimal());
  EXPECT_EQ(UseOf(scene, "orders_per_second")->used, D("3"));
  EXPECT_EQ(UseOf(scene, "orders_per_second")->venue, "venue");
  scene.now = scene.now + base::Hours(1);
  EXPECT_EQ(UseOf(scene, "entries_per_hour")->used, Decimal());
}

TEST(LimitUse, AStrategysLossIsLeftUntilItIsDisabledForTheDay) {
  Limits limits = NoLimits();
  limits.strategy_day_loss = 0.02;
  Scene scene(limits);
  scene.activity.OnPrices(scene.now, scene.ledger);
  scene.Fill(kBtc, Side::kBuy, Q("10"));
  scene.SetPrice(kBtc, "90");
  const auto use = UseOf(scene, "strategy_day_loss");
  ASSERT_TRUE(use);
  EXPECT_EQ(use->used, D("100"));
  EXPECT_EQ(use->most, D("198"));
  EXPECT_EQ(use->strategy, core::StrategyId{0});
}

TEST(LimitUse, WhatIsNotEnforcedIsNotTold) {
  Scene scene(NoLimits());
  EXPECT_TRUE(Uses(scene).empty());
}

TEST(LimitUse, AShareOfNothingIsNone) {
  EXPECT_EQ((LimitUse{"x", UseUnit::kMoney, D("1"), D("0"), {}}.share()), std::nullopt);
  EXPECT_EQ((LimitUse{"x", UseUnit::kMoney, {}, D("5"), {}}.share()), std::nullopt);
  EXPECT_EQ((LimitUse{"x", UseUnit::kMoney, D("1"), D("4"), {}}.share()), 0.25);
}

}  // namespace
}  // namespace keel::risk
