// SPDX-License-Identifier: MIT
// What a position knows of its exits after a restart of its session. Its life besides is in the
// tests of the strategies that use it, and in tests/simulation.
#include "strategies/protected_position.h"

#include <gtest/gtest.h>

#include "strategies/fake_context.h"

namespace keel::strategies {
namespace {

/// Enters and leaves when it is told to.
class Obedient final : public strategy::Strategy {
 public:
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const double price = event.bar.close;
    position.OnBar(market, price);
    if (enters) position.Enter(market, 0.5, price, {.stop = 90, .target = 110}, "enter");
    if (leaves) position.Leave(market, "leave");
  }
  void OnFill(strategy::Context& market, const core::Fill& fill) override {
    position.OnFill(market, fill);
  }
  void OnOrderEnded(strategy::Context& market, core::OrderId order, core::OrderEnd) override {
    position.OnOrderEnded(market, order);
  }
  ProtectedPosition position{core::InstrumentId{0}};
  bool enters = false, leaves = false;
};

class RestartedPositionTest : public testing::Test {
 protected:
  /// A position with a stop (order 2) and a target (order 3), and a program that begins again.
  RestartedPositionTest() {
    Obedient first;
    first.enters = true;
    market.Close(first, 100);
    market.Fill(first, {1}, 100);
    market.is_warming = true;
    market.Close(strategy, 100);
    market.is_warming = false;
  }
  FakeContext market;
  Obedient strategy;
};

TEST_F(RestartedPositionTest, LeavesByCancellingTheExitsThatItFinds) {
  strategy.leaves = true;
  market.Close(strategy, 100);
  ASSERT_EQ(market.orders.size(), 3u);  // a sale would be refused: its coins are promised
  EXPECT_TRUE(market.orders[1].cancel_asked);
  EXPECT_TRUE(market.orders[2].cancel_asked);
  market.End(strategy, {2}, core::OrderEnd::kCanceledByUser);
  market.End(strategy, {3}, core::OrderEnd::kCanceledByUser);
  ASSERT_EQ(market.orders.size(), 4u);
  EXPECT_EQ(market.orders[3].terms.type, core::OrderType::kMarket);
}

TEST_F(RestartedPositionTest, WhatItWishedToLeaveWhileItWasAwayItLeaves) {
  market.is_warming = true;
  strategy.leaves = true;
  market.Close(strategy, 100);
  market.is_warming = false;
  strategy.leaves = false;
  market.Close(strategy, 100);
  EXPECT_TRUE(market.orders[1].cancel_asked);
  EXPECT_TRUE(market.orders[2].cancel_asked);
}

TEST_F(RestartedPositionTest, ExitsThatWereBeingReplacedAreReplaced) {
  market.Cancel({2});
  market.Cancel({3});
  market.Close(strategy, 100);
  market.End(strategy, {2}, core::OrderEnd::kCanceledByUser);
  market.End(strategy, {3}, core::OrderEnd::kCanceledByUser);
  ASSERT_EQ(market.orders.size(), 5u);
  EXPECT_EQ(market.orders[3].terms.stop_price, market.orders[1].terms.stop_price);
  EXPECT_EQ(market.orders[4].terms.stop_price, market.orders[2].terms.stop_price);
}

}  // namespace
}  // namespace keel::strategies
