// SPDX-License-Identifier: MIT
// What the tables say that an order cost against the price that was known when it was made.
#include "base/describe_json.h"
#include "engine/testing/told_session.h"
#include "execution/saved_parent.h"

namespace keel::engine {
namespace {

using storage::OrderRow;
using testing::D;

class OrderCostsTest : public testing::ToldSession {
 protected:
  OrderCostsTest() {
    Begin({{"USDT", D("100000")}});
    Close(100);
  }
  /// "20 + 1.5 + 0 = 21.5": slippage, fees, opportunity, shortfall; "-" is not known.
  static std::string Costs(const OrderRow& row) {
    const auto text = [](const auto& x) { return x ? x->ToString() : std::string("-"); };
    return text(row.slippage) + " + " + text(row.fees) + " + " + text(row.opportunity) + " = " +
           text(row.shortfall);
  }
};

TEST_F(OrderCostsTest, AFilledOrderCostWhatItPaidAboveArrivalAndItsFees) {
  const uint64_t order = Buy("10", 100);
  EXPECT_EQ(Order(order).arrival_price, core::Price(D("100")));
  EXPECT_EQ(Costs(Order(order)), "- + - + - = -") << "nothing has traded";
  Fill(order, "4", "101", "0.4");
  EXPECT_EQ(Costs(Order(order)), "4 + 0.4 + - = -") << "it may still cost more";
  Fill(order, "6", "103", "0.6");
  EXPECT_EQ(Costs(Order(order)), "22 + 1 + 0 = 23");
  EXPECT_DOUBLE_EQ(*Order(order).slippage_bps, 220);
  EXPECT_DOUBLE_EQ(*Order(order).shortfall_bps, 230);
  EXPECT_EQ(Order(order).cost_currency, "USDT");
}

TEST_F(OrderCostsTest, ASaleAboveArrivalIsAGain) {
  Fill(Buy("10", 100), "10", "100");
  const uint64_t order = Sell("10", 100);
  Fill(order, "10", "101", "1");
  EXPECT_EQ(Costs(Order(order)), "-10 + 1 + 0 = -9");
  EXPECT_DOUBLE_EQ(*Order(order).slippage_bps, -100);
}

TEST_F(OrderCostsTest, WhatWasGivenUpIsMarkedAtTheLastPriceWhenItEnded) {
  const uint64_t order = Buy("10", 100);
  Fill(order, "4", "101", "0.4");
  Close(105);
  Cancel(order);
  Close(200);
  Fill(Buy("1", 200), "1", "200");
  EXPECT_EQ(Order(order).end_price, core::Price(D("105")));
  EXPECT_EQ(Costs(Order(order)), "4 + 0.4 + 30 = 34.4") << "six that now cost five more";
  EXPECT_DOUBLE_EQ(*Order(order).shortfall_bps, 344);
  EXPECT_DOUBLE_EQ(*Order(order).slippage_bps, 100) << "of the four";
}

TEST_F(OrderCostsTest, OneThatNeverTradedStillMissedTheMarket) {
  const uint64_t order = Buy("10", 100);
  Close(103);
  Cancel(order);
  EXPECT_EQ(Costs(Order(order)), "- + - + 30 = 30");
  EXPECT_FALSE(Order(order).slippage_bps);
}

TEST_F(OrderCostsTest, WhatAnotherOrderTookOverWasNotMissed) {
  const uint64_t order = Buy("10", 100);
  Fill(order, "4", "101");
  Close(105);
  Cancel(order, core::OrderEnd::kCanceledByOco);
  EXPECT_EQ(Costs(Order(order)), "4 + 0 + 0 = 4");
}

TEST_F(OrderCostsTest, AStopArrivesAtThePriceThatItWaitsFor) {
  Fill(Buy("8", 100), "8", "100");
  core::OrderTerms stop;
  stop.type = core::OrderType::kStop;
  stop.stop_price = core::Price(D("90"));
  const uint64_t order = Send(core::Side::kSell, "4", 100, stop);
  Fill(order, "4", "89.5", "0.2");
  EXPECT_EQ(Costs(Order(order)), "2 + 0.2 + 0 = 2.2") << "that the market fell to 90 is no cost";
  const uint64_t waiting = Send(core::Side::kSell, "4", 100, stop);
  Cancel(waiting);
  EXPECT_EQ(Costs(Order(waiting)), "- + - + - = -") << "its price never came";
  stop.type = core::OrderType::kTrailingStop;
  stop.stop_price = {};
  EXPECT_FALSE(Order(Send(core::Side::kSell, "4", 100, stop)).arrival_price) << "it moves";
}

TEST_F(OrderCostsTest, AnAlgorithmSendsTheRestOfAChildAgain) {
  const uint64_t order = Buy("10", 100);
  ParentRecord parent;
  parent.id = 7;
  parent.work = base::ToJson(execution::SavedParent{});
  Tell(SessionRecord::kParent, parent);
  Tell(SessionRecord::kChild, ChildRecord{7, 1, order});
  Close(105);
  Cancel(order);
  EXPECT_EQ(Costs(Order(order)), "- + - + - = -");
}

TEST_F(OrderCostsTest, WithoutAPriceAtArrivalNothingIsSaid) {
  const uint64_t order = Buy("1", 0);
  Fill(order, "1", "100", "0.1");
  EXPECT_FALSE(Order(order).arrival_price);
  EXPECT_EQ(Costs(Order(order)), "- + - + - = -");
}

TEST_F(OrderCostsTest, CostsAreInTheCurrencyOfTheAccount) {
  Close(0.05, 1);
  Adopt("BTC", "1");
  core::OrderTerms eth;
  eth.instrument = {1};
  const uint64_t order = Send(core::Side::kBuy, "10", 0.05, eth);
  Fill(order, "10", "0.0505", "0.001", "BTC");
  EXPECT_EQ(Costs(Order(order)), "0.5 + 0.1 + 0 = 0.6") << "of a bitcoin, which is 100";
  EXPECT_DOUBLE_EQ(*Order(order).slippage_bps, 100);
}

}  // namespace
}  // namespace keel::engine
