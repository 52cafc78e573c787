// SPDX-License-Identifier: MIT
#include "execution/parent_execution.h"

#include <gtest/gtest.h>

#include "execution/testing/parent_scene.h"

namespace keel::execution {
namespace {

using Texts = std::vector<std::string>;

constexpr std::string_view kTenEven = R"({"slices": 10, "time_jitter": 0, "size_jitter": 0})";
constexpr std::string_view kOne = R"({"slices": 1, "time_jitter": 0, "size_jitter": 0})";

TEST(ParentExecution, AnUnansweredChildIsNeverSentAgain) {
  ParentExecution parent = Started(BuyHundred(), "twap", kOne);
  EXPECT_EQ(parent.Advance(At(0)).child->quantity, Qty("100"));
  for (int s = 1; s < 1000; s += 7) ASSERT_FALSE(parent.Advance(At(s)).child);
  EXPECT_EQ(parent.report().working, Qty("100"));
  EXPECT_EQ(parent.report().left, Qty("0"));
}

TEST(ParentExecution, WhatAChildLeftUnfilledIsSentAgainAtThePace) {
  ParentOrder order = BuyHundred();
  order.limits.pace = base::Seconds(5);
  ParentExecution parent = Started(order, "twap", kOne);
  ASSERT_TRUE(parent.Advance(At(0)).child);
  ASSERT_TRUE(parent.OnChildFilled(1, Qty("40.5"), At(1)));
  ASSERT_TRUE(parent.OnChildEnded(1));
  const ParentStep early = parent.Advance(At(1));
  EXPECT_FALSE(early.child);
  EXPECT_EQ(parent.report().waits_for, WaitsFor::kPace);
  EXPECT_EQ(early.next, At(5));
  EXPECT_EQ(parent.Advance(At(5)).child->quantity, Qty("59.5"));
}

TEST(ParentExecution, OtherFiltersCutWhatIsSentFromThenOn) {
  ParentExecution parent = Started(BuyHundred(), "twap", kOne);
  ASSERT_TRUE(parent.Advance(At(0)).child);
  ASSERT_TRUE(parent.OnChildEnded(1));
  ASSERT_TRUE(parent.OnChildFilled(1, Qty("40.5"), At(1)));
  EXPECT_FALSE(parent.SetFilters({Px("0.01"), Qty("0"), Dec("10")})) << "no lot at all";
  ASSERT_TRUE(parent.SetFilters({Px("0.01"), Qty("1"), Dec("10")}));
  EXPECT_EQ(parent.Advance(At(60)).child->quantity, Qty("59"));
}

TEST(ParentExecution, AFillAfterTheEndOfItsChildStillCounts) {
  ParentExecution parent = Started(BuyHundred(), "twap", kTenEven);
  ASSERT_TRUE(parent.Advance(At(0)).child);
  ASSERT_TRUE(parent.OnChildEnded(1));
  ASSERT_TRUE(parent.OnChildFilled(1, Qty("10"), At(1)));
  EXPECT_FALSE(parent.Advance(At(2)).child);
  EXPECT_EQ(parent.report().left, Qty("90"));
  ASSERT_TRUE(parent.OnChildFilled(1, Qty("95"), At(3)));
  EXPECT_EQ(parent.report().excess, Qty("5"));
  EXPECT_FALSE(parent.Advance(At(900)).child);
}

TEST(ParentExecution, RefusesFillsOfChildrenThatNeverWere) {
  ParentExecution parent = Started(BuyHundred(), "twap", kTenEven);
  EXPECT_FALSE(parent.OnChildFilled(1, Qty("1"), At(0)));
  EXPECT_FALSE(parent.OnChildEnded(1));
  ASSERT_TRUE(parent.Advance(At(0)).child);
  EXPECT_FALSE(parent.OnChildFilled(1, Qty("0"), At(0)));
  EXPECT_EQ(parent.OnChildFilled(2, Qty("1"), At(0)).error().code, base::ErrorCode::kCorrupt);
}

TEST(ParentExecution, StopCancelsOnceAndSendsNothingMore) {
  ParentExecution parent = Started(BuyHundred(), "twap", kTenEven);
  ASSERT_TRUE(parent.Advance(At(0)).child);
  parent.Stop();
  EXPECT_EQ(parent.Advance(At(1)).cancels, (std::vector<uint32_t>{1}));
  EXPECT_TRUE(parent.Advance(At(500)).cancels.empty());
  EXPECT_FALSE(parent.Advance(At(500)).child);
  EXPECT_FALSE(parent.report().is_done);
  ASSERT_TRUE(parent.OnChildEnded(1));
  EXPECT_TRUE(parent.report().is_done);
  EXPECT_EQ(parent.report().left, Qty("100"));
}

TEST(ParentExecution, HurrySendsAllThatIsLeftAsAMarketOrder) {
  ParentExecution parent = Started(BuyHundred(), "twap", kTenEven);
  ASSERT_TRUE(parent.Advance(At(0)).child);
  ASSERT_TRUE(parent.OnChildFilled(1, Qty("10"), At(0)));
  parent.OnQuote(Px("49"), Px("51"));
  parent.Hurry();
  EXPECT_EQ(parent.Advance(At(0)).next, At(1));
  const auto child = parent.Advance(At(1)).child;
  EXPECT_EQ(child->quantity, Qty("90"));
  EXPECT_EQ(child->type, core::OrderType::kMarket);
}

TEST(ParentExecution, OnlyAHurriedExitTradesBeyondItsShareOfVolume) {
  for (const bool reduces : {false, true}) {
    ParentOrder order = BuyHundred();
    order.limits.max_participation = Dec("0.1");
    order.reduces_risk = reduces;
    ParentExecution parent = Started(order, "twap", kOne);
    EXPECT_FALSE(parent.Advance(At(0)).child);
    EXPECT_EQ(parent.report().waits_for, WaitsFor::kParticipation);
    parent.OnTrade(Px("50"), Qty("59.99"), At(1));
    const auto shared = parent.Advance(At(1)).child;
    EXPECT_EQ(shared->quantity, Qty("5.9"));
    parent.Hurry();
    EXPECT_EQ(parent.Advance(At(2)).child.has_value(), reduces);
  }
}

TEST(ParentExecution, CrossesAtTheFarTouchAndWaitsBeyondTheWorstPrice) {
  ParentOrder order = BuyHundred();
  order.limits.worst_price = Px("50.005");
  ParentExecution parent = Started(order, "twap", kTenEven);
  parent.OnQuote(Px("50"), Px("50.01"));
  EXPECT_FALSE(parent.Advance(At(0)).child);
  EXPECT_EQ(parent.report().waits_for, WaitsFor::kPrice);
  parent.OnQuote(Px("49.98"), Px("49.99"));
  const auto child = parent.Advance(At(1)).child;
  EXPECT_EQ(child->type, core::OrderType::kLimit);
  EXPECT_EQ(child->limit_price, Px("49.99"));
  EXPECT_EQ(child->tif, core::TimeInForce::kIoc);
}

TEST(ParentExecution, WithoutAQuoteTheWorstPriceIsTheLimit) {
  ParentOrder order = BuyHundred();
  order.side = core::Side::kSell;
  order.limits.worst_price = Px("49.995");
  ParentExecution parent = Started(order, "twap", kTenEven);
  EXPECT_EQ(parent.Advance(At(0)).child->limit_price, Px("50"));  // rounded away from the market
}

TEST(ParentExecution, PostsAtTheNearTouchTakesBackAndCrossesAtTheEnd) {
  ParentOrder order = BuyHundred();
  order.posts = true;
  order.patience = base::Seconds(30);
  ParentExecution parent = Started(order, "twap", kOne);
  parent.OnQuote(Px("49.99"), Px("50.01"));
  const ParentStep first = parent.Advance(At(0));
  EXPECT_EQ(first.child->limit_price, Px("49.99"));
  EXPECT_TRUE(first.child->post_only);
  EXPECT_EQ(first.next, At(30));
  const ParentStep stale = parent.Advance(At(30));
  EXPECT_EQ(stale.cancels, (std::vector<uint32_t>{1}));
  EXPECT_FALSE(stale.child) << "a cancel that is not confirmed frees nothing";
  ASSERT_TRUE(parent.OnChildFilled(1, Qty("25"), At(31)));
  ASSERT_TRUE(parent.OnChildEnded(1));
  EXPECT_EQ(parent.Advance(At(31)).child->quantity, Qty("75"));
  EXPECT_EQ(parent.Advance(At(970)).cancels, (std::vector<uint32_t>{2}));
  ASSERT_TRUE(parent.OnChildEnded(2));
  const auto last = parent.Advance(At(971)).child;
  EXPECT_EQ(last->limit_price, Px("50.01"));
  EXPECT_FALSE(last->post_only);
}

TEST(ParentExecution, APartBelowTheMinimumJoinsTheNext) {
  ParentOrder order = BuyHundred();
  order.filters.min_notional = Dec("600");  // 12 units
  ParentExecution parent = Started(order, "twap", kTenEven);
  const auto sent = RunFilled(parent);
  EXPECT_EQ(Quantities(sent), (Texts{"20", "20", "20", "20", "20"}));
  EXPECT_EQ(sent[0].time, At(100));
}

TEST(ParentExecution, TheLastSliceTakesWhatWouldBeDust) {
  ParentOrder order = BuyHundred();
  order.quantity = Qty("95.17");
  order.filters.min_notional = Dec("300");  // 6 units; ten parts would leave 5.17 + lot remainders
  ParentExecution parent = Started(order, "implementation_shortfall",
                                   R"({"fractions": [0.5, 0.45, 0.05], "time_jitter": 0})");
  EXPECT_EQ(Quantities(RunFilled(parent)), (Texts{"47.5", "47.6"}));
  EXPECT_EQ(parent.report().dust, Qty("0.07"));
  EXPECT_TRUE(parent.report().is_done);
}

TEST(ParentExecution, AShareOfVolumeLeavesNoDustWhereItNeedNot) {
  ParentOrder order = BuyHundred();
  order.quantity = Qty("25");
  order.filters.min_notional = Dec("500");  // 10 units
  order.limits.max_participation = Dec("0.5");
  ParentExecution parent = Started(order, "twap", kOne);
  parent.OnMarketVolume(Qty("40"), At(0));
  EXPECT_EQ(parent.Advance(At(0)).child->quantity, Qty("15"));
}

TEST(ParentExecution, SaysWhatIsLeftAtTheEnd) {
  ParentExecution parent = Started(BuyHundred(), "pov", R"({"rate": "0.2"})");
  parent.OnMarketVolume(Qty("100"), At(10));
  const auto child = parent.Advance(At(10)).child;
  ASSERT_TRUE(parent.OnChildFilled(child->number, child->quantity, At(11)));
  EXPECT_EQ(parent.Advance(At(1000)).next, base::kEndOfTime);
  EXPECT_TRUE(parent.report().is_done);
  EXPECT_EQ(parent.report().left, Qty("80"));
  EXPECT_EQ(parent.report().waits_for, WaitsFor::kEnd);
}

TEST(ParentExecution, SenselessPricesAndFillsDoNoHarm) {
  ParentExecution parent = Started(BuyHundred(), "twap", kTenEven);
  const core::Price huge(core::Decimal::PowerOfTen(25));
  parent.OnTrade(huge, Qty("1"), At(0));
  parent.OnQuote(-huge, huge);
  EXPECT_EQ(parent.Advance(At(0)).child->type, core::OrderType::kMarket);
  EXPECT_FALSE(parent.OnChildFilled(1, core::Quantity(huge.value()), At(0)));
}

TEST(ParentExecution, NoChildBeforeTheStart) {
  ParentExecution parent = Started(BuyHundred(), "twap", kTenEven);
  const ParentStep step = parent.Advance(At(-60));
  EXPECT_FALSE(step.child);
  EXPECT_EQ(step.next, At(0));
}

TEST(ParentExecution, SaysWhatIsWrongWithAParent) {
  const auto message = [](auto change) {
    ParentOrder order = BuyHundred();
    change(order);
    const auto made = ParentExecution::Start(order, "twap", "{}");
    return made ? std::string("a parent") : made.error().message;
  };
  EXPECT_NE(message([](ParentOrder& o) { o.quantity = {}; }).find("quantity"), std::string::npos);
  EXPECT_NE(message([](ParentOrder& o) { o.end = o.start; }).find("end"), std::string::npos);
  EXPECT_NE(message([](ParentOrder& o) { o.limits.pace = base::Milliseconds(999); }).find("pace"),
            std::string::npos);
  EXPECT_NE(message([](ParentOrder& o) { o.limits.max_participation = Dec("1.01"); }).find("max_p"),
            std::string::npos);
  EXPECT_NE(message([](ParentOrder& o) { o.filters.lot = {}; }).find("lot"), std::string::npos);
  EXPECT_NE(message([](ParentOrder& o) { o.end = At(10); }).find("shorter than the pace"),
            std::string::npos);
}

TEST(ParentExecution, ASavedParentThatContradictsItselfIsRefused) {
  ParentExecution parent = Started(BuyHundred(), "twap", kTenEven);
  ASSERT_TRUE(parent.Advance(At(0)).child);
  const SavedParent good = parent.Save();
  EXPECT_TRUE(ParentExecution::Restore(good));
  const auto refused = [&](auto change) {
    SavedParent bad = good;
    change(bad);
    return !ParentExecution::Restore(bad).has_value();
  };
  EXPECT_TRUE(refused([](SavedParent& s) { s.children = 0; }));
  EXPECT_TRUE(refused([](SavedParent& s) { s.working[0].quantity = Qty("101"); }));
  EXPECT_TRUE(refused([](SavedParent& s) { s.working.push_back(s.working[0]); }));
  EXPECT_TRUE(refused([](SavedParent& s) { s.confirmed = Qty("-1"); }));
  EXPECT_TRUE(refused([](SavedParent& s) { s.volumes.push_back({At(0), Qty("-1"), {}}); }));
  EXPECT_TRUE(refused([](SavedParent& s) { s.algorithm = "tvap"; }));
  EXPECT_TRUE(refused([](SavedParent& s) { s.last_sent = base::kEndOfTime; }));
  EXPECT_TRUE(refused([](SavedParent& s) { s.working[0].sent_at = base::kBeginningOfTime; }));
  EXPECT_TRUE(refused([](SavedParent& s) { s.terms.end = base::kEndOfTime; }));
}

}  // namespace
}  // namespace keel::execution
