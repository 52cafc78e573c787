// SPDX-License-Identifier: MIT
#include "sim/matching/order_book.h"

#include <gtest/gtest.h>

#include "sim/matching/testing/book_story.h"

namespace keel::sim::matching {
namespace {

using namespace testing;  // NOLINT: the words of the stories
using core::Side;
using core::TimeInForce;

TEST(OrderBook, TradesByPriceThenTimeAtTheMakersPrice) {
  BookStory story;
  story.Submit(Sell(1, 5, 101));
  story.Submit(Sell(2, 5, 100));
  story.Submit(Sell(3, 5, 100));
  EXPECT_EQ(story.Submit(Buy(4, 12, 102)), "4+2 5@100, 4+3 5@100, 4+1 2@101");
  EXPECT_EQ(story.Depth(), "| 101:3");
  EXPECT_EQ(story.book.last_price(), 101);
}

TEST(OrderBook, SaysExactlyWhatATradeLeft) {
  BookStory story;
  story.Submit(Buy(1, 9, 100));
  story.Submit(Sell(2, 4, 99));
  const Event expected{.kind = EventKind::kTrade,
                       .side = Side::kSell,
                       .order = 2,
                       .counterpart = 1,
                       .price = 100,
                       .quantity = 4,
                       .order_open = 0,
                       .maker_open = 5,
                       .trade = 1};
  ASSERT_EQ(story.events.size(), 2u);
  EXPECT_EQ(story.events[0], (Event{.kind = EventKind::kAccepted,
                                    .side = Side::kSell,
                                    .order = 2,
                                    .price = 99,
                                    .quantity = 4,
                                    .order_open = 4}));
  EXPECT_EQ(story.events[1], expected);
}

TEST(OrderBook, RestsWhatDoesNotTrade) {
  BookStory story;
  story.Submit(Sell(1, 5, 100));
  EXPECT_EQ(story.Submit(Buy(2, 8, 100)), "2+1 5@100");
  EXPECT_EQ(story.Depth(), "100:3 |");
}

TEST(OrderBook, EndsTheRestOfAMarketOrder) {
  BookStory story;
  story.Submit(Sell(1, 5, 100));
  EXPECT_EQ(story.Submit(As(Buy(2, 8, 0), OrderKind::kMarket)),
            "2+1 5@100, 2 expired 3: could not fill at once");
  EXPECT_EQ(story.Submit(As(Sell(3, 1, 0), OrderKind::kMarket)),
            "3 expired 1: could not fill at once");
}

TEST(OrderBook, ProtectsAMarketOrder) {
  BookStory story;
  story.Submit(Sell(1, 5, 100));
  story.Submit(Sell(2, 5, 110));
  EXPECT_EQ(story.Submit(As(Buy(3, 8, 105), OrderKind::kMarket)),
            "3+1 5@100, 3 expired 3: could not fill at once");
}

TEST(OrderBook, FillsAnIocAsFarAsItGoes) {
  BookStory story;
  story.Submit(Buy(1, 5, 100));
  EXPECT_EQ(story.Submit(With(Sell(2, 7, 100), TimeInForce::kIoc)),
            "2+1 5@100, 2 expired 2: could not fill at once");
}

TEST(OrderBook, FillsAFokWhollyOrLeavesTheBookAlone) {
  BookStory story;
  story.Submit(Sell(1, 5, 100));
  story.Submit(Iceberg(Sell(2, 9, 101), 2));
  EXPECT_EQ(story.Submit(With(Buy(3, 15, 101), TimeInForce::kFok)),
            "3 expired 15: could not fill at once");
  EXPECT_EQ(story.Depth(), "| 100:5 101:2");
  EXPECT_EQ(story.Submit(With(Buy(4, 8, 101), TimeInForce::kFok)),
            "4+1 5@100, 4+2 2@101, 2 refilled 2, 4+2 1@101");
}

TEST(OrderBook, CountsForAFokOnlyWhatItsOwnOrdersLetItHave) {
  BookStory story;
  story.Submit(Iceberg(Sell(1, 9, 100), 3));
  story.Submit(Of(Sell(2, 1, 100), 7));
  // The iceberg's next slices come behind order 2, which would end the taker.
  EXPECT_EQ(story.Submit(
                With(Of(Buy(3, 4, 100), 7, SelfTradePrevention::kExpireTaker), TimeInForce::kFok)),
            "3 expired 4: could not fill at once");
  EXPECT_EQ(story.Submit(
                With(Of(Buy(4, 10, 100), 7, SelfTradePrevention::kExpireMaker), TimeInForce::kFok)),
            "4 expired 10: could not fill at once");
  EXPECT_EQ(story.Submit(
                With(Of(Buy(5, 9, 100), 7, SelfTradePrevention::kExpireMaker), TimeInForce::kFok)),
            "5+1 3@100, 1 refilled 3, 2 expired 1: would trade with its own account, 5+1 3@100, "
            "1 refilled 3, 5+1 3@100");
}

TEST(OrderBook, RefusesAPostOnlyThatWouldTake) {
  BookStory story;
  story.Submit(Sell(1, 5, 100));
  EXPECT_EQ(story.Submit(PostOnly(Buy(2, 1, 100))), "2 rejected: would take liquidity");
  EXPECT_EQ(story.Submit(PostOnly(Buy(3, 1, 99))), "");
  EXPECT_EQ(story.Submit(PostOnly(Sell(4, 1, 99))), "4 rejected: would take liquidity");
}

TEST(OrderBook, ShowsTheNextSliceOfAnIcebergBehindTheOthers) {
  BookStory story;
  story.Submit(Iceberg(Sell(1, 8, 100), 3));
  story.Submit(Sell(2, 4, 100));
  EXPECT_EQ(story.Depth(), "| 100:7");
  EXPECT_EQ(story.Submit(Buy(3, 4, 100)), "3+1 3@100, 1 refilled 3, 3+2 1@100");
  EXPECT_EQ(story.Submit(Buy(4, 8, 100)), "4+2 3@100, 4+1 3@100, 1 refilled 2, 4+1 2@100");
  EXPECT_EQ(story.Depth(), "|");
}

TEST(OrderBook, LetsAnIcebergTakeWithAllItHas) {
  BookStory story;
  story.Submit(Buy(1, 5, 100));
  EXPECT_EQ(story.Submit(Iceberg(Sell(2, 9, 100), 3)), "2+1 5@100");
  EXPECT_EQ(story.Depth(), "| 100:3");
  EXPECT_EQ(story.book.Find(2)->hidden, 1);
}

TEST(OrderBook, TriggersAStopOnceATradeReachesIt) {
  BookStory story;
  story.Submit(Buy(1, 1, 100));
  story.Submit(Buy(2, 1, 98));
  story.Submit(Buy(3, 1, 97));
  EXPECT_EQ(story.Submit(As(At(Sell(4, 1, 0), 98), OrderKind::kStop)), "");
  EXPECT_EQ(story.Submit(Sell(5, 1, 100)), "5+1 1@100");
  EXPECT_EQ(story.Submit(Sell(6, 1, 98)), "6+2 1@98, 4 triggered 1, 4+3 1@97");
}

TEST(OrderBook, RestsATriggeredStopLimit) {
  BookStory story;
  story.Submit(Sell(1, 1, 105));
  story.Submit(As(At(Buy(2, 4, 104), 105), OrderKind::kStopLimit));
  EXPECT_TRUE(story.book.Find(2)->waiting);
  EXPECT_EQ(story.Submit(Buy(3, 1, 105)), "3+1 1@105, 2 triggered 4");
  EXPECT_EQ(story.Depth(), "104:4 |");
}

TEST(OrderBook, TriggersTakeProfitsFromTheOtherSide) {
  BookStory story;
  story.Submit(Sell(1, 1, 105));
  story.Submit(Buy(2, 1, 95));
  story.Submit(Buy(3, 5, 90));
  story.Submit(Sell(4, 5, 110));
  story.Submit(As(At(Sell(5, 1, 0), 105), OrderKind::kTakeProfit));
  story.Submit(As(At(Buy(6, 1, 100), 95), OrderKind::kTakeProfitLimit));
  EXPECT_EQ(story.Submit(Sell(7, 1, 95)), "7+2 1@95, 6 triggered 1");
  EXPECT_EQ(story.Submit(Buy(8, 1, 105)), "8+1 1@105, 5 triggered 1, 5+6 1@100");
}

TEST(OrderBook, RefusesAStopThatWouldTriggerNow) {
  BookStory story;
  story.Submit(Sell(1, 1, 100));
  story.Submit(Buy(2, 1, 100));
  EXPECT_EQ(story.Submit(As(At(Buy(3, 1, 0), 100), OrderKind::kStop)),
            "3 rejected: would trigger immediately");
  EXPECT_EQ(story.Submit(As(At(Sell(4, 1, 0), 100), OrderKind::kStop)),
            "4 rejected: would trigger immediately");
  EXPECT_EQ(story.Submit(As(At(Sell(5, 1, 0), 101), OrderKind::kTakeProfit)), "");
}

// One trade sets off a stop, whose trade sets off the next; those touched together go by price.
TEST(OrderBook, RunsACascadeInOrder) {
  BookStory story;
  for (const auto& [id, price] :
       {std::pair<uint64_t, int64_t>{1, 100}, {2, 99}, {3, 98}, {4, 97}}) {
    story.Submit(Buy(id, 1, price));
  }
  story.Submit(As(At(Sell(11, 1, 0), 99), OrderKind::kStop));
  story.Submit(As(At(Sell(12, 1, 0), 100), OrderKind::kStop));
  story.Submit(As(At(Sell(13, 1, 0), 98), OrderKind::kStop));
  EXPECT_EQ(story.Submit(Sell(20, 1, 100)),
            "20+1 1@100, 12 triggered 1, 12+2 1@99, 11 triggered 1, 11+3 1@98, "
            "13 triggered 1, 13+4 1@97");
}

// A seller's limit at 105 (1) and stop at 95 (2), of which the first to act ends the other.
struct LinkedStory : BookStory {
  LinkedStory() {
    Submit(Sell(1, 4, 105));
    Submit(As(At(Sell(2, 4, 0), 95), OrderKind::kStop));
    Submit(Buy(3, 1, 95));
    Submit(Buy(4, 9, 94));
    book.Link(1, 2);
  }
};

TEST(LinkedOrders, ATradeEndsTheOther) {
  LinkedStory story;
  EXPECT_EQ(story.Submit(Buy(5, 1, 105)),
            "5+1 1@105, 2 expired 4: the order that it was linked with acted");
  EXPECT_EQ(story.Submit(Buy(6, 3, 105)), "6+1 3@105");
  EXPECT_EQ(story.Submit(Sell(7, 1, 95)), "7+3 1@95") << "nothing is triggered any more";
}

TEST(LinkedOrders, ATriggerEndsTheOtherBeforeItActs) {
  LinkedStory story;
  EXPECT_EQ(story.Submit(Sell(5, 1, 95)),
            "5+3 1@95, 1 expired 4: the order that it was linked with acted, 2 triggered 4, "
            "2+4 4@94");
  EXPECT_EQ(story.Depth(), "94:5 |");
}

TEST(LinkedOrders, OneThatWaitsForItsTurnIsEndedToo) {
  LinkedStory story;
  // A purchase that a falling price triggers takes the limit before the stop's turn comes.
  story.Submit(As(At(Buy(6, 1, 0), 95), OrderKind::kTakeProfit));
  EXPECT_EQ(story.Cancel(2), "2 canceled 4: canceled by its owner");
  story.Submit(As(At(Sell(7, 4, 0), 95), OrderKind::kStop));
  story.book.Link(1, 7);
  EXPECT_EQ(story.Submit(Sell(8, 1, 95)),
            "8+3 1@95, 6 triggered 1, 6+1 1@105, "
            "7 expired 4: the order that it was linked with acted");
  EXPECT_EQ(story.Depth(), "94:9 | 105:3");
}

TEST(LinkedOrders, TwoThatWaitEndEachOther) {
  BookStory story;
  story.Submit(As(At(Sell(1, 2, 0), 105), OrderKind::kTakeProfit));
  story.Submit(As(At(Sell(2, 2, 0), 95), OrderKind::kStop));
  story.book.Link(1, 2);
  story.Submit(Sell(3, 1, 105));
  story.Submit(Buy(4, 5, 90));
  EXPECT_EQ(story.Submit(Buy(5, 1, 105)),
            "5+3 1@105, 2 expired 2: the order that it was linked with acted, 1 triggered 2, "
            "1+4 2@90");
}

TEST(LinkedOrders, AnEndByTheOwnerLeavesTheOther) {
  LinkedStory story;
  EXPECT_EQ(story.Cancel(1), "1 canceled 4: canceled by its owner");
  EXPECT_EQ(story.Submit(Sell(5, 1, 95)), "5+3 1@95, 2 triggered 4, 2+4 4@94");
}

// The scenarios of Binance's FAQ on self-trade prevention: makers of 1.2, 1.3 and 8.1 at 1.2, 1.1
// and 1, all of one account, and a sale of 3 at 1 (in tenths).
class SelfTrade : public ::testing::Test {
 protected:
  SelfTrade() {
    story_.Submit(Of(Buy(2, 12, 12), 7));
    story_.Submit(Of(Buy(3, 13, 11), 7));
    story_.Submit(Of(Buy(4, 81, 10), 7));
  }
  BookStory story_;
};

TEST_F(SelfTrade, NoneLetsThemTrade) {
  EXPECT_EQ(story_.Submit(Of(Sell(5, 30, 10), 7)), "5+2 12@12, 5+3 13@11, 5+4 5@10");
}

TEST_F(SelfTrade, ExpireMakerEndsTheMakersAndRestsTheTaker) {
  EXPECT_EQ(story_.Submit(Of(Sell(5, 30, 10), 7, SelfTradePrevention::kExpireMaker)),
            "2 expired 12: would trade with its own account, "
            "3 expired 13: would trade with its own account, "
            "4 expired 81: would trade with its own account");
  EXPECT_EQ(story_.Depth(), "| 10:30");
}

TEST_F(SelfTrade, ExpireTakerLeavesTheMakers) {
  EXPECT_EQ(story_.Submit(Of(Sell(5, 30, 10), 7, SelfTradePrevention::kExpireTaker)),
            "5 expired 30: would trade with its own account");
  EXPECT_EQ(story_.events.back().counterpart, 2u);
  EXPECT_EQ(story_.Depth(), "12:12 11:13 10:81 |");
}

TEST_F(SelfTrade, ExpireBothEndsTheFirstMakerAndTheTaker) {
  EXPECT_EQ(story_.Submit(Of(Sell(5, 30, 10), 7, SelfTradePrevention::kExpireBoth)),
            "2 expired 12: would trade with its own account, "
            "5 expired 30: would trade with its own account");
  EXPECT_EQ(story_.Depth(), "11:13 10:81 |");
}

TEST_F(SelfTrade, ComparesAccountsOnlyOnTouch) {
  story_.Submit(Of(Buy(1, 4, 13), 8));
  EXPECT_EQ(story_.Submit(Of(Sell(5, 30, 10), 7, SelfTradePrevention::kExpireTaker)),
            "5+1 4@13, 5 expired 26: would trade with its own account");
}

// The example of Binance's FAQ on "order amend keep priority", in hundredths.
TEST(OrderBook, ReducesInPlace) {
  BookStory story;
  story.Submit(Buy(10, 100, 87000));
  story.Submit(Buy(15, 550, 87000));
  story.Submit(Buy(20, 400, 87000));
  EXPECT_EQ(story.Reduce(15, 500), "15 reduced 500");
  EXPECT_EQ(story.Submit(Sell(30, 700, 87000)),
            "30+10 100@87000, 30+15 500@87000, 30+20 100@87000");
}

TEST(OrderBook, ReducesTheHiddenLotsOfAnIcebergFirst) {
  BookStory story;
  story.Submit(Iceberg(Buy(1, 10, 100), 4));
  story.Reduce(1, 5);
  EXPECT_EQ(story.Depth(), "100:4 |");
  story.Reduce(1, 3);
  EXPECT_EQ(story.Depth(), "100:3 |");
}

TEST(OrderBook, RefusesAReductionThatIsNone) {
  BookStory story;
  story.Submit(Buy(1, 10, 100));
  const std::string refused = "1 rejected: the quantity is off the lot or out of range";
  for (const int64_t open : {int64_t{10}, int64_t{11}, int64_t{0}, int64_t{-1}, INT64_MIN}) {
    EXPECT_EQ(story.Reduce(1, open), refused) << open;
  }
  EXPECT_EQ(story.Depth(), "100:10 |");
}

TEST(OrderBook, ReplacesAtTheEndOfTheQueue) {
  BookStory story;
  story.Submit(Buy(1, 5, 100));
  story.Submit(Buy(2, 5, 100));
  EXPECT_EQ(story.Replace(1, Buy(1, 4, 100)), "1 canceled 5: replaced by its owner");
  EXPECT_EQ(story.Submit(Sell(3, 6, 100)), "3+2 5@100, 3+1 1@100");
}

TEST(OrderBook, ReplacesNothingByNothing) {
  BookStory story;
  EXPECT_EQ(story.Replace(1, Buy(2, 4, 100)), "1 rejected: no open order has this id");
  EXPECT_EQ(story.Depth(), "|");
  story.Submit(Buy(1, 5, 100));
  EXPECT_EQ(story.Replace(1, Buy(2, 0, 100)),
            "1 canceled 5: replaced by its owner, "
            "2 rejected: the quantity is off the lot or out of range");
}

TEST(OrderBook, ExpiresByTimeThenByArrival) {
  BookStory story;
  story.Submit(Until(Buy(1, 1, 100), 30));
  story.Submit(Until(Buy(2, 1, 101), 20));
  story.Submit(Until(As(At(Buy(3, 1, 0), 200), OrderKind::kStop), 20));
  story.Submit(Until(Buy(4, 1, 99), 21));
  EXPECT_EQ(story.AdvanceTo(19), "");
  EXPECT_EQ(story.AdvanceTo(20), "2 expired 1: its time is over, 3 expired 1: its time is over");
  story.Cancel(4);
  EXPECT_EQ(story.AdvanceTo(5), "");
  EXPECT_EQ(story.AdvanceTo(100), "1 expired 1: its time is over");
  EXPECT_EQ(story.Submit(Until(Buy(5, 1, 100), 100)), "5 rejected: its time is over already");
}

TEST(OrderBook, KnowsOnlyOpenOrders) {
  BookStory story;
  EXPECT_EQ(story.Cancel(1), "1 rejected: no open order has this id");
  EXPECT_EQ(story.Reduce(1, 1), "1 rejected: no open order has this id");
  EXPECT_EQ(story.Submit(Buy(0, 1, 100)), "0 rejected: an order id must not be zero");
  story.Submit(Buy(UINT64_MAX, 1, 100));
  EXPECT_EQ(story.Submit(Buy(UINT64_MAX, 1, 90)),
            fmt::format("{} rejected: an open order has this id already", UINT64_MAX));
  EXPECT_EQ(story.Cancel(UINT64_MAX),
            fmt::format("{} canceled 1: canceled by its owner", UINT64_MAX));
  EXPECT_EQ(story.Submit(Buy(UINT64_MAX, 1, 90)), "");
}

Reason WhyRefused(const NewOrder& order, const BookLimits& limits = {}) {
  OrderBook book(limits);
  Events events;
  book.Submit(order, events);
  EXPECT_TRUE(book.open_orders() == 0 || events[0].kind == EventKind::kAccepted);
  return events[0].reason;
}

TEST(OrderBook, HoldsPricesAndQuantitiesToItsLimits) {
  const BookLimits limits{.price_max = 1000, .quantity_max = 50};
  EXPECT_EQ(WhyRefused(Buy(1, 50, 1000), limits), Reason::kNone);
  EXPECT_EQ(WhyRefused(Buy(1, 51, 1000), limits), Reason::kBadQuantity);
  EXPECT_EQ(WhyRefused(Buy(1, 0, 1000), limits), Reason::kBadQuantity);
  EXPECT_EQ(WhyRefused(Buy(1, -1, 1000), limits), Reason::kBadQuantity);
  EXPECT_EQ(WhyRefused(Buy(1, INT64_MIN, 1000), limits), Reason::kBadQuantity);
  EXPECT_EQ(WhyRefused(Buy(1, 1, 1001), limits), Reason::kBadPrice);
  EXPECT_EQ(WhyRefused(Buy(1, 1, 0), limits), Reason::kBadPrice);
  EXPECT_EQ(WhyRefused(Sell(1, 1, INT64_MIN), limits), Reason::kBadPrice);
  EXPECT_EQ(WhyRefused(As(Buy(1, 1, -1), OrderKind::kMarket), limits), Reason::kBadPrice);
  EXPECT_EQ(WhyRefused(As(At(Buy(1, 1, 0), 1001), OrderKind::kStop), limits), Reason::kBadTrigger);
}

TEST(OrderBook, RefusesTermsThatDoNotGoTogether) {
  EXPECT_EQ(WhyRefused(PostOnly(With(Buy(1, 1, 9), TimeInForce::kIoc))), Reason::kBadTerms);
  EXPECT_EQ(WhyRefused(PostOnly(As(Buy(1, 1, 9), OrderKind::kMarket))), Reason::kBadTerms);
  EXPECT_EQ(WhyRefused(Until(As(Buy(1, 1, 9), OrderKind::kMarket), 9)), Reason::kBadTerms);
  EXPECT_EQ(WhyRefused(At(Buy(1, 1, 9), 9)), Reason::kBadTrigger);
  EXPECT_EQ(WhyRefused(As(Buy(1, 1, 9), OrderKind::kStopLimit)), Reason::kBadTrigger);
  EXPECT_EQ(WhyRefused(As(At(Buy(1, 1, 0), 9), OrderKind::kStopLimit)), Reason::kBadPrice);
  EXPECT_EQ(WhyRefused(Iceberg(Buy(1, 4, 9), 5)), Reason::kBadDisplay);
  EXPECT_EQ(WhyRefused(Iceberg(Buy(1, 4, 9), -1)), Reason::kBadDisplay);
  EXPECT_EQ(WhyRefused(Iceberg(Buy(1, 400, 9), 4)), Reason::kNone);
  EXPECT_EQ(WhyRefused(Iceberg(Buy(1, 401, 9), 4)), Reason::kBadDisplay);
  EXPECT_EQ(WhyRefused(Iceberg(With(Buy(1, 4, 9), TimeInForce::kFok), 2)), Reason::kBadDisplay);
  EXPECT_EQ(WhyRefused(As(Buy(1, 1, 9), static_cast<OrderKind>(6))), Reason::kBadTerms);
  EXPECT_EQ(WhyRefused(With(Buy(1, 1, 9), static_cast<TimeInForce>(4))), Reason::kBadTerms);
  EXPECT_EQ(WhyRefused(Of(Buy(1, 1, 9), 1, static_cast<SelfTradePrevention>(4))),
            Reason::kBadTerms);
  EXPECT_EQ(WhyRefused(Limit(1, static_cast<Side>(2), 1, 9)), Reason::kBadTerms);
}

TEST(OrderBook, IsFullAtItsMostOrdersButStillTrades) {
  BookStory story({.orders_max = 2});
  story.Submit(Sell(1, 1, 100));
  story.Submit(Sell(2, 1, 101));
  EXPECT_EQ(story.Submit(Buy(3, 1, 100)), "3 rejected: the book is full");
  EXPECT_EQ(story.Submit(With(Buy(4, 1, 100), TimeInForce::kIoc)), "4+1 1@100");
}

TEST(OrderBook, NeverHoldsMoreLotsThanItCanAddUp) {
  BookStory story;
  for (uint64_t id = 1; id <= 4; ++id) story.Submit(Buy(id, kMaxLots, 100));
  EXPECT_EQ(story.Submit(Buy(5, 1, 100)), "5 rejected: the book is full");
  EXPECT_EQ(story.book.open_quantity(), int64_t{1} << 62);
  story.Submit(As(Sell(6, kMaxLots, 0), OrderKind::kMarket));
  EXPECT_EQ(story.Submit(Buy(7, 1, 100)), "");
}

TEST(OrderBook, KeepsPricesThatAreWorldsApart) {
  BookStory story;
  story.Submit(Buy(1, 1, 1));
  story.Submit(Buy(2, 1, 1'000'000));
  story.Submit(Buy(3, 1, kMaxTicks - 1));
  story.Submit(Sell(4, 1, kMaxTicks));
  EXPECT_EQ(story.Submit(As(Sell(5, 3, 0), OrderKind::kMarket)),
            fmt::format("5+3 1@{}, 5+2 1@1000000, 5+1 1@1", kMaxTicks - 1));
  EXPECT_EQ(story.Depth(), fmt::format("| {}:1", kMaxTicks));
}

TEST(OrderBook, ListsEachChangedPriceOnce) {
  BookStory story;
  story.Submit(Buy(1, 1, 100));
  story.Submit(Buy(2, 2, 100));
  story.Submit(Sell(3, 5, 105));
  story.Submit(Sell(4, 5, 104));
  story.Cancel(4);
  std::vector<DepthChange> changes;
  ASSERT_TRUE(story.book.TakeDepthChanges(&changes));
  EXPECT_EQ(changes, (std::vector<DepthChange>{
                         {Side::kBuy, 100, 3}, {Side::kSell, 104, 0}, {Side::kSell, 105, 5}}));
  changes.clear();
  ASSERT_TRUE(story.book.TakeDepthChanges(&changes));
  EXPECT_TRUE(changes.empty());
  story.Reduce(2, 1);
  ASSERT_TRUE(story.book.TakeDepthChanges(&changes));
  EXPECT_EQ(changes, (std::vector<DepthChange>{{Side::kBuy, 100, 2}}));
}

TEST(OrderBook, ListsAFarPriceThatCameAndWentOnce) {
  BookStory story;
  story.Submit(Buy(1, 1, 1'000'000));
  for (uint64_t id = 2; id < 6; ++id) {
    story.Submit(Buy(id, 7, 100));
    story.Cancel(id);
  }
  std::vector<DepthChange> changes;
  ASSERT_TRUE(story.book.TakeDepthChanges(&changes));
  EXPECT_EQ(changes, (std::vector<DepthChange>{{Side::kBuy, 100, 0}, {Side::kBuy, 1'000'000, 1}}));
}

TEST(OrderBook, AsksForASnapshotRatherThanListingEndlessly) {
  OrderBook book;
  Events events;
  book.Submit(Buy(UINT64_MAX - 1, 1, 1), events);
  book.Submit(Sell(UINT64_MAX, 1, int64_t{1} << 22), events);
  for (uint64_t i = 1; i <= (1u << 20) + 2; ++i) {
    events.clear();
    book.Submit(Buy(i, 1, static_cast<int64_t>(i + 1)), events);
    book.Cancel(i, events);
  }
  std::vector<DepthChange> changes;
  EXPECT_FALSE(book.TakeDepthChanges(&changes));
  EXPECT_TRUE(changes.empty());
  // From here on everything is listed again, what was listed before the loss too.
  book.Submit(Buy(1, 1, 1), events);
  book.Submit(Sell(2, 1, int64_t{1} << 22), events);
  EXPECT_TRUE(book.TakeDepthChanges(&changes));
  EXPECT_EQ(changes,
            (std::vector<DepthChange>{{Side::kBuy, 1, 2}, {Side::kSell, int64_t{1} << 22, 2}}));
}

}  // namespace
}  // namespace keel::sim::matching
