// SPDX-License-Identifier: MIT
// Limits that change while they are in force.
#include "risk/limit_change.h"

#include <gtest/gtest.h>

#include <limits>

#include "risk/testing/boundary.h"

namespace keel::risk {
namespace {

using core::Side;

/// What a change from fund is called: "+name" loosens, "-name" tightens.
std::string Told(const Limits& to) {
  std::string text;
  for (const LimitChange& change : ChangesOf(Limits{}, to)) {
    text += (change.loosens ? "+" : "-") + std::string(change.name) + " ";
  }
  return text;
}

TEST(LimitChangeTest, TellsWhatIsLoosenedFromWhatIsTightened) {
  Limits to;
  EXPECT_EQ(Told(to), "");
  to.position_share = 0.2;
  to.gross_exposure = 0.5;
  to.open_orders = std::nullopt;
  to.losing_streak = 3;
  EXPECT_EQ(Told(to), "+position_share -gross_exposure +open_orders -losing_streak ");
}

TEST(LimitChangeTest, ALimitThatIsAFloorIsLoosenedDownwards) {
  Limits to;
  to.entry_interval_s = 10;
  to.duplicate_s = 60;
  to.order_value_floor = 1;
  to.depeg_price = 0.99;
  to.jump_pause_s = 60;
  to.self_trade_distance = 0.01;
  EXPECT_EQ(Told(to),
            "+order_value_floor +entry_interval_s +jump_pause_s -duplicate_s -self_trade_distance "
            "-depeg_price ");
}

TEST(LimitChangeTest, EveryLimitThatResearchLiftsIsLoosened) {
  const auto changes = ChangesOf(Limits{}, *LimitsOf("research"));
  EXPECT_GT(changes.size(), 20u);
  for (const LimitChange& change : changes) EXPECT_TRUE(change.loosens) << change.name;
}

TEST(LimitChangeTest, WhatIsNoLimitIsNamed) {
  Limits limits;
  limits.var_daily = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(CheckLimits(limits).error().message,
            "risk.var_daily is nan: give a number from 0 on, or \"off\"");
  limits.var_daily = -0.01;
  EXPECT_FALSE(CheckLimits(limits).has_value());
  limits.var_daily = std::nullopt;
  EXPECT_TRUE(CheckLimits(limits).has_value());
}

TEST(LimitChangeTest, ATighterGateRefusesTheNextOrderAndKeepsItsMemory) {
  Scene scene(*LimitsOf("fund"));
  const core::Order entry = scene.Order(Scene::kBtc, Side::kBuy, Q("0.5"));
  ASSERT_TRUE(scene.gate.Approve(entry, false, scene.Market(Scene::kBtc), scene.Account()).order);
  Limits tighter;
  tighter.order_value_max = 40;
  scene.gate.ChangeLimits(tighter);
  EXPECT_EQ(scene.Rules(entry), (std::set<std::string>{"entry_interval", "order_value"}));
}

TEST(LimitChangeTest, ATighterLimitOfEntriesOrLossesDisablesAtOnce) {
  Limits limits;
  Scene scene(limits);
  for (int i = 0; i < 8; ++i) scene.Send(scene.Order(Scene::kBtc, Side::kBuy, Q("0.5")));
  limits.entries_per_hour = 9;
  scene.activity.ChangeLimits(limits, scene.ledger, scene.now);
  EXPECT_FALSE(scene.activity.IsDisabled({0}, StrategyRule::kRepeatedExecution));
  limits.entries_per_hour = 8;
  scene.activity.ChangeLimits(limits, scene.ledger, scene.now);
  EXPECT_TRUE(scene.activity.IsDisabled({0}, StrategyRule::kRepeatedExecution));

  scene.Fill(Scene::kSol, Side::kBuy, Q("10"), {1});
  scene.SetPrice(Scene::kSol, "90");
  scene.activity.OnPrices(scene.now, scene.ledger);
  ASSERT_FALSE(scene.activity.IsDisabled({1}, StrategyRule::kDayLoss));
  limits.strategy_day_loss = 0.001;
  scene.activity.ChangeLimits(limits, scene.ledger, scene.now);
  EXPECT_TRUE(scene.activity.IsDisabled({1}, StrategyRule::kDayLoss));
}

TEST(LimitChangeTest, ALooserLimitEnablesNobody) {
  Limits limits;
  limits.entries_per_hour = 1;
  Scene scene(limits);
  scene.Send(scene.Order(Scene::kBtc, Side::kBuy, Q("0.5")));
  ASSERT_TRUE(scene.activity.IsDisabled({0}, StrategyRule::kRepeatedExecution));
  limits.entries_per_hour = 5000;
  scene.activity.ChangeLimits(limits, scene.ledger, scene.now);
  EXPECT_TRUE(scene.activity.IsDisabled({0}, StrategyRule::kRepeatedExecution));
}

}  // namespace
}  // namespace keel::risk
