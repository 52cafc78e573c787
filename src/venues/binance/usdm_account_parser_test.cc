// SPDX-License-Identifier: MIT
#include "venues/binance/usdm_account_parser.h"

#include <gtest/gtest.h>

#include "tests/shared_data.h"
#include "venues/binance/testing/recorded.h"

namespace keel::venues::binance {
namespace {

core::Price P(std::string_view text) { return *core::Price::Parse(text); }
core::Quantity Q(std::string_view text) { return *core::Quantity::Parse(text); }
core::Decimal D(std::string_view text) { return *core::Decimal::Parse(text); }

class UsdmAccountTest : public testing::Test {
 protected:
  template <typename Event>
  Event Read(const std::string& text) {
    auto read = parser_.Parse(text);
    EXPECT_TRUE(read) << read.error().message;
    const Event* event = read ? std::get_if<Event>(&*read) : nullptr;
    EXPECT_NE(event, nullptr);
    return event == nullptr ? Event{} : *event;
  }
  std::string Refusal(const std::string& text) {
    const auto read = parser_.Parse(text);
    return read ? "" : read.error().message;
  }
  UsdmAccountParser parser_;
};

TEST_F(UsdmAccountTest, ReadsAPartialFill) {
  KEEL_SHARED_DATA(folder, "fixtures/nautilus/binance");
  const auto update = Read<UsdmOrderUpdate>(
      ReadWhole(folder + "/futures__user_data_json__order_update_trade_partial.json"));
  EXPECT_EQ(update.symbol, "BTCUSDT");
  EXPECT_EQ(update.client_order_id, "TEST");
  EXPECT_EQ(update.order_id, 8886774U);
  EXPECT_EQ(update.execution, UsdmExecution::kTrade);
  EXPECT_EQ(update.status, UsdmOrderStatus::kPartiallyFilled);
  EXPECT_EQ(update.position_side, UsdmPositionSide::kLong);
  EXPECT_EQ(update.quantity, Q("0.002"));
  EXPECT_EQ(update.cumulative_quantity, Q("0.001"));
  EXPECT_EQ(update.last_price, P("7100.5"));
  EXPECT_EQ(update.commission, D("0.01"));
  EXPECT_EQ(update.commission_asset, "USDT");
  EXPECT_EQ(update.trade_id, 12345678U);
  EXPECT_EQ(update.realized_profit, D("12.34"));
  EXPECT_TRUE(update.maker);
}

TEST_F(UsdmAccountTest, F33ReadsWhatTheEngineDoesToAPosition) {
  KEEL_SHARED_DATA(folder, "fixtures/nautilus/binance");
  const auto of = [&](const std::string& name) {
    return Read<UsdmOrderUpdate>(
        ReadWhole(folder + "/futures__user_data_json__order_update_" + name + ".json"));
  };
  EXPECT_EQ(of("adl").status, UsdmOrderStatus::kNewAdl);
  EXPECT_EQ(of("adl").execution, UsdmExecution::kCalculated);
  EXPECT_EQ(of("insurance").status, UsdmOrderStatus::kNewInsurance);
  EXPECT_EQ(of("insurance").realized_profit, D("-8"));
  EXPECT_FALSE(of("calculated_pending").trade_id) << "nothing was traded";
}

TEST_F(UsdmAccountTest, ReadsWhatCameThroughACombinedStream) {
  KEEL_SHARED_DATA(folder, "fixtures/nautilus/binance_py");
  const auto stop = Read<UsdmOrderUpdate>(
      ReadWhole(folder + "/ws_messages__ws_futures_order_update_new_stop_limit_price_match.json"));
  EXPECT_EQ(stop.type, UsdmOrderType::kStop);
  EXPECT_EQ(stop.stop_price, P("2400"));
  EXPECT_FALSE(stop.commission || stop.commission_asset || stop.trade_id);
  const auto trade =
      Read<UsdmTrade>(ReadWhole(folder + "/ws_messages__ws_futures_trade_lite.json"));
  EXPECT_EQ(trade.order_id, 8389765739703625592U);
  EXPECT_EQ(trade.trade_id, 4467432841U);
  EXPECT_EQ(trade.last_price, P("2631.9"));
  EXPECT_EQ(trade.last_quantity, Q("0.037"));
}

TEST_F(UsdmAccountTest, ReadsBalancesAndPositions) {
  KEEL_SHARED_DATA(folder, "fixtures/nautilus/binance");
  const auto update =
      Read<UsdmAccountUpdate>(ReadWhole(folder + "/futures__user_data_json__account_update.json"));
  EXPECT_EQ(update.reason, "ORDER");
  ASSERT_EQ(update.balances.size(), 1U);
  EXPECT_EQ(update.balances[0].wallet, D("122624.12345678"));
  EXPECT_EQ(update.balances[0].cross_wallet, D("100.12345678"));
  EXPECT_EQ(update.balances[0].change, D("50.12345678"));
  ASSERT_EQ(update.positions.size(), 3U);
  const UsdmPosition& short_one = update.positions[2];
  EXPECT_EQ(short_one.side, UsdmPositionSide::kShort);
  EXPECT_EQ(short_one.amount, D("-10"));
  EXPECT_EQ(short_one.entry_price, P("6563.8"));
  EXPECT_EQ(short_one.break_even_price, P("6563.861"));
  EXPECT_EQ(short_one.realized_profit, D("-45.04"));
  EXPECT_EQ(short_one.unrealized_profit, D("-1423.156"));
  EXPECT_EQ(short_one.isolated_wallet, D("6570.42511771"));
  EXPECT_TRUE(short_one.isolated);
}

TEST_F(UsdmAccountTest, WhatIsWrongIsNamed) {
  const auto order = [](const std::string& filled, const std::string& trade) {
    return R"({"e":"ORDER_TRADE_UPDATE","T":1,"E":1,"o":{"s":"A","c":"x","S":"BUY","o":"LIMIT",)"
           R"("f":"GTC","q":"1","p":"2","ap":"2","sp":"0","x":"TRADE","X":"FILLED","i":3,"l":"1",)"
           R"("z":")" +
           filled + R"(","L":"2","T":1,"t":)" + trade +
           R"(,"m":true,"R":false,"ps":"BOTH","rp":"0"}})";
  };
  EXPECT_EQ(Refusal(order("1", "5")), "");
  EXPECT_EQ(Refusal(order("2", "5")), R"(USD-M order update: field "z" is above "q")");
  EXPECT_EQ(Refusal(order("0.5", "5")), R"(USD-M order update: field "l" is above "z")");
  EXPECT_EQ(Refusal(order("1", "0")), R"(USD-M order update: field "t" is missing from a trade)");
  EXPECT_EQ(Refusal(R"({"e":"MARGIN_CALL"})"),
            R"(USD-M user stream: the event "MARGIN_CALL" is not read)");
  EXPECT_EQ(Refusal(R"({"stream":"x","data":[]})"),
            R"(USD-M user stream: field "data" is not an object)");
  EXPECT_EQ(Refusal("[]"), "USD-M user stream: it is no object");
}

}  // namespace
}  // namespace keel::venues::binance
