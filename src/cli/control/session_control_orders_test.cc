// SPDX-License-Identifier: MIT
// Orders as an operator sees, cancels, amends and places them.
#include "cli/control/testing/session_control_stage.h"

namespace keel::cli {
namespace {

TEST_F(SessionControlTest, OrdersTellsWhatAnAlgorithmWorksAndWhatItWaitsFor) {
  NextBar();
  EXPECT_TRUE(Ask<engine::OrdersView>({.ask = "orders"})->large_orders.empty());
  execution_ = {.algorithm = "twap", .horizon_minutes = 60, .max_participation = 0.1, .slices = 4};
  WantHalf();
  NextBar();
  const auto orders = Ask<engine::OrdersView>({.ask = "orders"});
  ASSERT_TRUE(orders && orders->large_orders.size() == 1);
  const engine::LargeOrderView& large = orders->large_orders[0];
  EXPECT_EQ(large.algorithm, "twap");
  EXPECT_EQ(large.pair, "BTC/USDT");
  EXPECT_EQ(large.side, "buy");
  EXPECT_EQ(large.strategy, "patient");
  EXPECT_EQ(large.reason, "half");
  EXPECT_EQ(large.quantity, large.filled + large.working + large.left);
  EXPECT_EQ(large.ends - large.started, base::Minutes(60));
  ASSERT_TRUE(large.next);
  EXPECT_GT(*large.next, large.started) << "the second of four slices";
  EXPECT_LT(*large.next, large.ends);
  EXPECT_EQ(large.arrival_price.ToString(), "100") << "the last close";
  EXPECT_FALSE(large.average_price) << "nothing is filled";
  EXPECT_EQ(large.waits_for, "schedule");
}

TEST_F(SessionControlTest, CancelEndsOneOrAll) {
  NextBar();
  NextBar();
  EXPECT_EQ(Refusal({.ask = "cancel", .order = "x1"}).code, base::ErrorCode::kUsage);
  EXPECT_EQ(Refusal({.ask = "cancel", .order = "77"}).code, base::ErrorCode::kNotFound);
  ASSERT_TRUE(Act({.ask = "cancel", .order = "1"}));
  EXPECT_EQ(Status().open_orders, 1u);
  ASSERT_TRUE(Act({.ask = "cancel", .order = "all"}));
  EXPECT_EQ(Status().open_orders, 0u);
  EXPECT_EQ(cancels_, 2);
  EXPECT_EQ(Act({.ask = "cancel", .order = "all"})->done, "no order works");
}

TEST_F(SessionControlTest, AmendLowersAnOrderOrPutsAnotherInItsPlace) {
  NextBar();
  const auto only = [this] { return Ask<engine::OrdersView>({.ask = "orders"})->orders.at(0); };
  EXPECT_EQ(Refusal({.ask = "amend", .order = "all", .quantity = "0.5"}).code,
            base::ErrorCode::kUsage);
  EXPECT_EQ(Refusal({.ask = "amend", .order = "1"}).code, base::ErrorCode::kUsage);
  EXPECT_EQ(Refusal({.ask = "amend", .order = "1", .quantity = "-1"}).code,
            base::ErrorCode::kUsage);
  EXPECT_EQ(Refusal({.ask = "amend", .order = "77", .quantity = "0.5"}).code,
            base::ErrorCode::kNotFound);
  const base::Error refused = Refusal({.ask = "amend", .order = "1", .quantity = "0.05"});
  EXPECT_EQ(refused.code, base::ErrorCode::kRefused);
  EXPECT_NE(refused.message.find("min_notional (4.95 against 5)"), std::string::npos)
      << refused.message;
  refuses_amends_ = true;
  ASSERT_TRUE(Act({.ask = "amend", .order = "1", .quantity = "0.5"}));
  EXPECT_EQ(only().quantity.ToString(), "1");
  EXPECT_EQ(engine_alerts_.refused_by(), (std::vector<std::pair<std::string, int64_t>>{
                                             {"amend_at_venue", 1}, {"min_notional", 1}}));
  refuses_amends_ = false;
  ASSERT_TRUE(Act({.ask = "amend", .order = "1", .quantity = "0.5"}));
  EXPECT_EQ(only().quantity.ToString(), "0.5");
  EXPECT_EQ(only().state, "WORKING");
  ASSERT_TRUE(Act({.ask = "amend", .order = "1", .price = "98.5"}));
  EXPECT_EQ(cancels_, 1);
  EXPECT_EQ(only().id, 2u);
  EXPECT_EQ(only().quantity.ToString(), "0.5");
  EXPECT_EQ(only().price.ToString(), "98.5");
  journal_.reset();
  journal_ = *storage::Journal::Open(folder_);
  Open();
  EXPECT_EQ(only().price.ToString(), "98.5");
}

TEST_F(SessionControlTest, AnOrderByHandIsPlacedOnceForItsKey) {
  NextBar();
  const engine::ControlRequest wish = {.ask = "order",
                                       .reason = "news",
                                       .pair = "BTC/USDT",
                                       .quantity = "0.5",
                                       .price = "98",
                                       .side = "buy",
                                       .key = "k1"};
  const auto placed = Ask<engine::PlacedView>(wish);
  ASSERT_TRUE(placed) << placed.error().message;
  EXPECT_EQ(placed->order.strategy, "manual");
  EXPECT_EQ(placed->order.quantity.ToString(), "0.5");
  EXPECT_EQ(placed->order.reason, "manual: news");
  EXPECT_FALSE(placed->is_known);
  EXPECT_EQ(open_.size(), 2u) << "and that of the strategy";
  journal_.reset();
  journal_ = *storage::Journal::Open(folder_);
  Open();
  Hear(execution::StreamState{true});
  Pump();
  const auto again = Ask<engine::PlacedView>(wish);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->is_known);
  EXPECT_EQ(again->order.id, placed->order.id);
  EXPECT_EQ(open_.size(), 2u);
}

TEST_F(SessionControlTest, WhatIsWrongWithAnOrderByHandIsSaid) {
  NextBar();
  const auto refusal = [this](engine::ControlRequest request) {
    if (request.ask.empty()) request.ask = "order";
    const auto placed = Ask<engine::PlacedView>(std::move(request));
    EXPECT_FALSE(placed);
    return placed ? base::Error{} : placed.error();
  };
  EXPECT_EQ(refusal({.pair = "BTC/USDC", .quantity = "1", .side = "buy"}).code,
            base::ErrorCode::kNotFound);
  EXPECT_EQ(refusal({.pair = "BTC/USDT", .quantity = "1", .side = "long"}).code,
            base::ErrorCode::kUsage);
  EXPECT_EQ(refusal({.pair = "BTC/USDT", .side = "buy"}).code, base::ErrorCode::kUsage);
  EXPECT_EQ(refusal({.pair = "BTC/USDT", .quantity = "-1", .side = "buy"}).code,
            base::ErrorCode::kUsage);
  EXPECT_EQ(refusal({.pair = "BTC/USDT", .quantity = "1", .price = "0", .side = "buy"}).code,
            base::ErrorCode::kUsage);
  EXPECT_EQ(
      refusal({.pair = "BTC/USDT", .quantity = "1", .side = "buy", .time_in_force = "GTD"}).code,
      base::ErrorCode::kUsage);
  EXPECT_EQ(
      refusal({.pair = "BTC/USDT", .quantity = "1", .side = "buy", .key = std::string(256, 'k')})
          .code,
      base::ErrorCode::kUsage);
  const base::Error none = refusal({.pair = "BTC/USDT", .quantity = "1", .side = "sell"});
  EXPECT_EQ(none.code, base::ErrorCode::kRefused);
  EXPECT_NE(none.message.find("balance"), std::string::npos) << none.message;
  ASSERT_TRUE(Act({.ask = "halt", .reason = "news"}));
  const base::Error halted = refusal({.pair = "BTC/USDT", .quantity = "1", .side = "buy"});
  EXPECT_NE(halted.message.find("kill_switch"), std::string::npos) << halted.message;
  EXPECT_EQ(market_orders_, 0);
}

TEST_F(SessionControlTest, AnOrderByHandThatNobodyWaitsForAnyMoreIsNotPlaced) {
  NextBar();
  machine_time_ = base::Seconds(60);
  engine::ControlRequest late = {
      .ask = "order", .pair = "BTC/USDT", .quantity = "1", .side = "buy"};
  late.asked_at = base::Seconds(50);
  late.patience = base::Seconds(5);
  const auto refused = Ask<engine::PlacedView>(late);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::kRefused);
  EXPECT_EQ(market_orders_, 0);
  late.asked_at = base::Seconds(58);
  EXPECT_TRUE(Ask<engine::PlacedView>(late));
  EXPECT_EQ(market_orders_, 1);
}

TEST_F(SessionControlTest, TheCheckOfAnOrderCostsNothing) {
  NextBar();
  const engine::ControlRequest wish = {
      .ask = "check", .pair = "BTC/USDT", .quantity = "2000", .price = "99", .side = "buy"};
  const auto check = Ask<engine::CheckView>(wish);
  ASSERT_TRUE(check) << check.error().message;
  EXPECT_EQ(check->currency, "USDT");
  EXPECT_EQ(check->price.ToString(), "99");
  ASSERT_FALSE(check->findings.empty());
  EXPECT_EQ(check->findings[0].rule, "balance");
  EXPECT_LT(check->quantity, core::Decimal::FromInt(2000));
  EXPECT_TRUE(check->quantity.is_positive());
  EXPECT_EQ(Status().refusals, 0u);
  EXPECT_EQ(Status().open_orders, 1u);
}

}  // namespace
}  // namespace keel::cli
