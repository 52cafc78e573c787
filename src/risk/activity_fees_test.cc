// SPDX-License-Identifier: MIT
// What the account did, where the venue takes its fees in coins.
#include <gtest/gtest.h>

#include "risk/testing/scene.h"

namespace keel::risk {
namespace {

using core::Side;

Limits Watching() {
  Limits limits = NoLimits();
  limits.strategy_day_loss = 0.5;
  limits.losing_streak = 2;
  return limits;
}

class ActivityFeesTest : public testing::Test {
 protected:
  void Trade(Side side, const char* quantity, const char* fee, const char* coin) {
    core::Fill fill;
    fill.instrument = Scene::kBtc;
    fill.side = side;
    fill.price = P("100");
    fill.quantity = Q(quantity);
    fill.fee = {D(fee), scene.Coin(coin)};
    fill.time = scene.now;
    scene.Book(fill);
  }
  core::Decimal DayProfit() { return scene.activity.DayProfit({0}, scene.ledger); }
  bool IsDisabled() { return scene.activity.IsDisabled({0}, StrategyRule::kRepeatedExecution); }

  Scene scene{Watching()};
};

TEST_F(ActivityFeesTest, AFeeInCoinsIsLostOnceAndCountsAtThePriceOfTheFill) {
  Trade(Side::kBuy, "2", "0.01", "BTC");
  EXPECT_EQ(DayProfit(), D("-1"));
  EXPECT_EQ(scene.activity.fees(), D("1"));
  EXPECT_EQ(scene.activity.turnover(), D("200"));
  EXPECT_EQ(scene.ledger.equity(), D("9999"));
  Trade(Side::kSell, "1", "0.01", "BTC");
  EXPECT_EQ(DayProfit(), D("-2"));
  EXPECT_EQ(scene.activity.fees(), D("2"));
  EXPECT_EQ(scene.activity.turnover(), D("300"));
  EXPECT_EQ(scene.ledger.equity(), D("9998"));
}

TEST_F(ActivityFeesTest, AFeeInAThirdCoinIsLostAtItsRate) {
  Trade(Side::kBuy, "2", "0.001", "EUR");
  EXPECT_EQ(DayProfit(), D("-0.002"));
  EXPECT_EQ(scene.activity.fees(), D("0.002"));
  EXPECT_EQ(scene.ledger.equity(), D("9999.998"));
}

TEST_F(ActivityFeesTest, WhatIsLessThanALotDoesNotKeepARoundTripOpen) {
  for (const char* sold : {"0.9998", "0.9999"}) {  // all whole lots of 0.0001
    EXPECT_FALSE(IsDisabled());
    Trade(Side::kBuy, "1", "0.00012", "BTC");
    Trade(Side::kSell, sold, "0", "USDT");
    ASSERT_TRUE(scene.ledger.position({0}, Scene::kBtc).is_open());
  }
  EXPECT_TRUE(IsDisabled());
}

}  // namespace
}  // namespace keel::risk
