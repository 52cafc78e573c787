// SPDX-License-Identifier: MIT
#include "risk/bracket_check.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace keel::risk {
namespace {

using core::OrderTerms;
using core::OrderType;

core::Price Px(int64_t price) { return core::Price(core::Decimal::FromInt(price)); }

OrderTerms Entry(OrderType type, int64_t price = 0) {
  OrderTerms terms;
  terms.type = type;
  terms.quantity = core::Quantity(core::Decimal::FromInt(1));
  (type == OrderType::kLimit ? terms.limit_price : terms.stop_price) = Px(price);
  return terms;
}
OrderTerms Exit(OrderType type, int64_t price) {
  OrderTerms terms = Entry(type, price);
  terms.side = core::Side::kSell;
  return terms;
}
/// The rule that refuses it, at a last price of 100.
std::string Rule(const OrderTerms& entry, const std::vector<OrderTerms>& exits) {
  const auto refusal = CheckBracket(entry, exits, Px(100));
  return refusal ? std::string(refusal->rule) : "";
}

TEST(BracketCheckTest, ExitsLieOnTheirSidesOfWhereTheEntryBuys) {
  const OrderTerms stop = Exit(OrderType::kStop, 95), target = Exit(OrderType::kTakeProfit, 105);
  EXPECT_EQ(Rule(Entry(OrderType::kMarket), {stop, target}), "");
  EXPECT_EQ(Rule(Entry(OrderType::kLimit, 96), {stop, target}), "");
  EXPECT_EQ(Rule(Entry(OrderType::kLimit, 95), {stop, target}), "bracket_prices");
  // A limit above the market buys at the market.
  EXPECT_EQ(Rule(Entry(OrderType::kLimit, 110), {stop}), "");
  EXPECT_EQ(Rule(Entry(OrderType::kLimit, 110), {Exit(OrderType::kStop, 100)}), "bracket_prices");
  EXPECT_EQ(Rule(Entry(OrderType::kTakeProfit, 96), {stop}), "");
  EXPECT_EQ(Rule(Entry(OrderType::kTakeProfit, 94), {stop}), "bracket_prices");
  // One that waits above buys there: a target below it is no profit, a stop above the market is
  // one.
  EXPECT_EQ(Rule(Entry(OrderType::kStop, 104), {Exit(OrderType::kStop, 102), target}), "");
  EXPECT_EQ(Rule(Entry(OrderType::kStop, 105), {stop, target}), "bracket_prices");
  EXPECT_EQ(Rule(Entry(OrderType::kMarket), {Exit(OrderType::kTakeProfit, 100)}), "bracket_prices");
}

TEST(BracketCheckTest, TellsBothPrices) {
  const std::vector<OrderTerms> exits = {Exit(OrderType::kStop, 101)};
  const auto refusal = CheckBracket(Entry(OrderType::kMarket), exits, Px(100));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->value, 101);
  EXPECT_EQ(refusal->limit, 100);
}

TEST(BracketCheckTest, IsOnePurchaseWithAStopATargetOrBoth) {
  const OrderTerms stop = Exit(OrderType::kStop, 95), trail = Exit(OrderType::kTrailingStop, 0);
  const OrderTerms target = Exit(OrderType::kTakeProfit, 105);
  OrderTerms entry = Entry(OrderType::kMarket);
  EXPECT_EQ(Rule(entry, {trail, target}), "");
  EXPECT_EQ(Rule(entry, {}), "bracket_entry");
  EXPECT_EQ(Rule(entry, {stop, trail}), "bracket_entry");
  EXPECT_EQ(Rule(entry, {target, target}), "bracket_entry");
  EXPECT_EQ(Rule(entry, {Exit(OrderType::kLimit, 105)}), "bracket_entry");
  entry.oco_group = 3;
  EXPECT_EQ(Rule(entry, {stop}), "bracket_entry");
  entry.oco_group = 0;
  entry.side = core::Side::kSell;
  EXPECT_EQ(Rule(entry, {stop}), "bracket_entry");
}

}  // namespace
}  // namespace keel::risk
