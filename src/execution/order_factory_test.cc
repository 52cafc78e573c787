// SPDX-License-Identifier: MIT
#include "execution/order_factory.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace keel::execution {
namespace {

using core::Decimal;
using core::OrderType;
using core::Price;
using core::Quantity;
using core::Side;

Decimal D(std::string_view text) { return *Decimal::Parse(text); }

class OrderFactoryTest : public testing::Test {
 protected:
  OrderFactoryTest() {
    EXPECT_TRUE(universe.Add("venue", *core::ParseSymbol("BTC/USDT"),
                             {Price(D("0.05")), Quantity(D("0.001")), D("29")}));
  }
  core::Intent Want(OrderType type, Side side, const char* limit = "0", const char* stop = "0") {
    core::Intent intent;
    intent.strategy = {3};
    intent.terms.type = type;
    intent.terms.side = side;
    intent.terms.limit_price = Price(D(limit));
    intent.terms.stop_price = Price(D(stop));
    intent.reason = "test";
    intent.reference_price = 100;
    return intent;
  }
  std::optional<core::Order> Make(const core::Intent& intent, const char* quantity = "10") {
    return factory.Make(intent, Quantity(D(quantity)), {7}, {123}, &refusal);
  }
  std::string LimitOf(OrderType type, Side side, const char* limit) {
    return Make(Want(type, side, limit, "100"))->terms.limit_price.ToString();
  }
  std::string StopOf(OrderType type, Side side, const char* stop) {
    return Make(Want(type, side, "100", stop))->terms.stop_price.ToString();
  }

  core::Universe universe;
  OrderFactory factory{universe, 0.005};
  core::Refusal refusal;
};

TEST_F(OrderFactoryTest, AnOrderCarriesItsIntent) {
  const auto order = Make(Want(OrderType::kMarket, Side::kSell));
  ASSERT_TRUE(order);
  EXPECT_EQ(order->id, core::OrderId{7});
  EXPECT_EQ(order->strategy, core::StrategyId{3});
  EXPECT_EQ(order->created_at, base::UnixNanos{123});
  EXPECT_EQ(order->reason, "test");
  EXPECT_EQ(order->reference_price, 100);
  EXPECT_TRUE(order->reduces_risk);
  EXPECT_FALSE(Make(Want(OrderType::kMarket, Side::kBuy))->reduces_risk);
}

TEST_F(OrderFactoryTest, AQuantityIsRoundedDownToTheLot) {
  const core::Intent intent = Want(OrderType::kMarket, Side::kBuy);
  EXPECT_EQ(Make(intent, "1.0009999")->terms.quantity.ToString(), "1");
  EXPECT_EQ(Make(intent, "1.001")->terms.quantity.ToString(), "1.001");
  EXPECT_FALSE(Make(intent, "0.000999999999"));
  EXPECT_EQ(refusal.rule, "lot");
  EXPECT_EQ(refusal.limit, 0.001);
}

TEST_F(OrderFactoryTest, ALimitIsRoundedAwayFromTheMarket) {
  for (const OrderType type : {OrderType::kLimit, OrderType::kStopLimit}) {
    EXPECT_EQ(LimitOf(type, Side::kBuy, "99.999999"), "99.95");
    EXPECT_EQ(LimitOf(type, Side::kBuy, "99.95"), "99.95");
    EXPECT_EQ(LimitOf(type, Side::kSell, "99.950001"), "100");
    EXPECT_EQ(LimitOf(type, Side::kSell, "99.95"), "99.95");
  }
}

// A stop buy and a sell target wait above the market, a stop sell and a buy target below it.
TEST_F(OrderFactoryTest, ATriggerIsRoundedTowardTheMarket) {
  for (const OrderType type : {OrderType::kStop, OrderType::kStopLimit}) {
    EXPECT_EQ(StopOf(type, Side::kBuy, "110.07"), "110.05");
    EXPECT_EQ(StopOf(type, Side::kSell, "90.07"), "90.1");
  }
  EXPECT_EQ(StopOf(OrderType::kTakeProfit, Side::kSell, "110.07"), "110.05");
  EXPECT_EQ(StopOf(OrderType::kTakeProfit, Side::kBuy, "90.07"), "90.1");
}

TEST_F(OrderFactoryTest, TheMinimumValueIsReachedExactlyOrNotAtAll) {
  // 0.29 x 100 is 28.999999999999996 in doubles and must not be refused at a minimum of 29.
  EXPECT_TRUE(Make(Want(OrderType::kMarket, Side::kBuy), "0.29"));
  EXPECT_FALSE(Make(Want(OrderType::kMarket, Side::kBuy), "0.289"));
  EXPECT_EQ(refusal.rule, "min_notional");
  EXPECT_EQ(refusal.value, 28.9);
  EXPECT_EQ(refusal.limit, 29);
  EXPECT_TRUE(refusal.head_room.is_zero());
}

TEST_F(OrderFactoryTest, TheMinimumIsTakenAtTheOrdersOwnPrice) {
  EXPECT_TRUE(Make(Want(OrderType::kLimit, Side::kBuy, "29"), "1"));
  EXPECT_FALSE(Make(Want(OrderType::kLimit, Side::kBuy, "28.99"), "1"));      // 28.95 on the tick
  EXPECT_TRUE(Make(Want(OrderType::kStop, Side::kSell, "0", "28.97"), "1"));  // 29 on the tick
  EXPECT_FALSE(Make(Want(OrderType::kStop, Side::kBuy, "0", "28.97"), "1"));
  // Of a stop-limit the limit counts: that is where it trades.
  EXPECT_FALSE(Make(Want(OrderType::kStopLimit, Side::kSell, "28.9", "29"), "1"));
}

TEST_F(OrderFactoryTest, OnlyAMarketEntryIsProtectedAndNeverBeyondTheFraction) {
  core::Intent intent = Want(OrderType::kMarket, Side::kBuy);
  EXPECT_EQ(Make(intent)->protection_price.ToString(), "100.5");
  intent.reference_price = 100.03;  // x 1.005 = 100.53015
  EXPECT_EQ(Make(intent)->protection_price.ToString(), "100.5");
  EXPECT_TRUE(Make(Want(OrderType::kMarket, Side::kSell))->protection_price.is_zero());
  EXPECT_TRUE(Make(Want(OrderType::kLimit, Side::kBuy, "100"))->protection_price.is_zero());
  const OrderFactory bare(universe, std::nullopt);
  EXPECT_TRUE(bare.Make(intent, Quantity(D("1")), {1}, {}, &refusal)->protection_price.is_zero());
}

// What comes out lies on the grid, on the right side, less than one step away.
RC_GTEST_PROP(OrderFactoryProperty, RoundingStaysWithinOneStep, ()) {
  core::Universe universe;
  const Decimal tick = Decimal::FromRaw(*rc::gen::inRange<int64_t>(1, 1'000'000'000'000));
  const Decimal lot = Decimal::FromRaw(*rc::gen::inRange<int64_t>(1, 1'000'000'000'000));
  RC_ASSERT(universe.Add("v", *core::ParseSymbol("A/USDT"), {Price(tick), Quantity(lot), {}})
                .has_value());
  core::Intent intent;
  intent.terms.type = OrderType::kStopLimit;
  intent.terms.side = *rc::gen::element(Side::kBuy, Side::kSell);
  const auto raw = rc::gen::inRange<int64_t>(2'000'000'000'000, 1'000'000'000'000'000);
  intent.terms.limit_price = Price(Decimal::FromRaw(*raw));
  intent.terms.stop_price = Price(Decimal::FromRaw(*raw));
  const Quantity quantity(Decimal::FromRaw(*raw));
  core::Refusal refusal;
  const auto order = OrderFactory(universe, std::nullopt).Make(intent, quantity, {1}, {}, &refusal);
  RC_ASSERT(order.has_value());
  const core::OrderTerms& terms = order->terms;
  RC_ASSERT(core::IsMultipleOf(terms.quantity.value(), lot));
  RC_ASSERT(core::IsMultipleOf(terms.limit_price.value(), tick));
  RC_ASSERT(core::IsMultipleOf(terms.stop_price.value(), tick));
  RC_ASSERT(terms.quantity <= quantity && quantity.value() < terms.quantity.value() + lot);
  const int sign = core::Sign(terms.side);
  for (const auto& [in, out] : {std::pair(intent.terms.limit_price, terms.limit_price),
                                std::pair(intent.terms.stop_price, terms.stop_price)}) {
    const Decimal moved = (in.value() - out.value()) * sign;
    RC_ASSERT(!moved.is_negative() && moved < tick);
  }
}

}  // namespace
}  // namespace keel::execution
