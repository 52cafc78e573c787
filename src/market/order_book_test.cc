// SPDX-License-Identifier: MIT
#include "market/order_book.h"

#include <gtest/gtest.h>

#include <map>

#include "base/random.h"

namespace keel::market {
namespace {

using core::BookLevel;
using core::Decimal;
using core::Price;
using core::Quantity;
using core::Side;

BookLevel Level(std::string_view price, std::string_view quantity) {
  return {*Price::Parse(price), *Quantity::Parse(quantity)};
}

core::BookUpdate Snapshot(std::vector<BookLevel> bids, std::vector<BookLevel> asks) {
  core::BookUpdate update;
  update.is_snapshot = true;
  update.bids = std::move(bids);
  update.asks = std::move(asks);
  return update;
}

core::BookUpdate Change(std::vector<BookLevel> bids, std::vector<BookLevel> asks) {
  core::BookUpdate update = Snapshot(std::move(bids), std::move(asks));
  update.is_snapshot = false;
  return update;
}

std::vector<BookLevel> LevelsOf(const BookSide& side) {
  std::vector<BookLevel> levels;
  side.ForEach([&](const BookLevel& level) {
    levels.push_back(level);
    return true;
  });
  EXPECT_EQ(levels.size(), side.size());
  return levels;
}

class OrderBookTest : public testing::Test {
 protected:
  OrderBookTest() {
    book_.Apply(Snapshot({Level("100", "1"), Level("99.5", "2"), Level("98", "3")},
                         {Level("100.5", "1.5"), Level("101", "2"), Level("103", "4")}));
  }
  OrderBook book_{core::InstrumentId{}};
};

TEST_F(OrderBookTest, ChangesInsertsAndRemovesLevels) {
  book_.Apply(Change({Level("99.5", "7"), Level("99.75", "1"), Level("100", "0")},
                     {Level("100.5", "0"), Level("100.25", "0.5"), Level("200", "0")}));
  EXPECT_EQ(LevelsOf(book_.bids()),
            (std::vector<BookLevel>{Level("99.75", "1"), Level("99.5", "7"), Level("98", "3")}));
  EXPECT_EQ(LevelsOf(book_.asks()),
            (std::vector<BookLevel>{Level("100.25", "0.5"), Level("101", "2"), Level("103", "4")}));
  EXPECT_EQ(book_.best_bid(), Level("99.75", "1"));
  EXPECT_EQ(book_.best_ask(), Level("100.25", "0.5"));
}

TEST_F(OrderBookTest, ASnapshotReplacesEverythingInAnyOrder) {
  book_.Apply(Snapshot({Level("90", "1"), Level("95", "2"), Level("90", "5")},
                       {Level("97", "0"), Level("96", "1")}));
  EXPECT_EQ(LevelsOf(book_.bids()), (std::vector<BookLevel>{Level("95", "2"), Level("90", "5")}));
  EXPECT_EQ(LevelsOf(book_.asks()), (std::vector<BookLevel>{Level("96", "1")}));
}

TEST_F(OrderBookTest, WalksWhatAMarketOrderWouldMeet) {
  const auto buy = book_.Walk(Side::kBuy, *Quantity::Parse("3"));
  EXPECT_EQ(buy->cost, *Decimal::Parse("302.25"));  // 1.5 at 100.5 and 1.5 at 101
  EXPECT_EQ(buy->worst, *Price::Parse("101"));
  EXPECT_EQ(buy->average, *Price::Parse("100.75"));
  EXPECT_EQ(buy->filled, *Quantity::Parse("3"));
  const auto sell = book_.Walk(Side::kSell, *Quantity::Parse("7"));
  EXPECT_EQ(sell->filled, *Quantity::Parse("6")) << "the book holds no more";
  EXPECT_EQ(sell->cost, *Decimal::Parse("593"));
  EXPECT_EQ(sell->average, *Price::Parse("98.833333333333")) << "rounded against the seller";
  EXPECT_FALSE(book_.Walk(Side::kBuy, Quantity()).has_value());
  EXPECT_FALSE(OrderBook(core::InstrumentId{}).Walk(Side::kBuy, *Quantity::Parse("1")).has_value());
}

TEST_F(OrderBookTest, ACrossedBookIsNotSoundUntilItUncrosses) {
  book_.Apply(Change({Level("100.5", "1")}, {}));
  EXPECT_TRUE(book_.crossed());
  EXPECT_FALSE(book_.sound());
  book_.Apply(Change({Level("100.5", "0")}, {}));
  EXPECT_TRUE(book_.sound());
}

TEST_F(OrderBookTest, AnImpossibleLevelStaysUnsoundUntilASnapshot) {
  for (const BookLevel& bad : {Level("0", "1"), Level("-1", "1"), Level("150", "-1"),
                               Level("1000000000001", "1"), Level("150", "100000000000001")}) {
    book_.Apply(Change({}, {bad}));
    EXPECT_FALSE(book_.sound());
    book_.Apply(Change({Level("97", "1")}, {}));
    EXPECT_FALSE(book_.sound()) << "what was in the broken message is not known";
    book_.Apply(Snapshot({Level("1", "1")}, {Level("2", "1")}));
    EXPECT_TRUE(book_.sound());
  }
}

TEST(OrderBook, ForgetsTheFarthestLevelsBeyondItsBound) {
  OrderBook book(core::InstrumentId{}, 2);
  book.Apply(Snapshot({Level("9", "1"), Level("8", "1"), Level("7", "1")}, {Level("20", "1")}));
  EXPECT_EQ(LevelsOf(book.bids()), (std::vector<BookLevel>{Level("9", "1"), Level("8", "1")}));
  book.Apply(Change({Level("10", "1"), Level("6", "1")}, {}));
  EXPECT_EQ(LevelsOf(book.bids()), (std::vector<BookLevel>{Level("10", "1"), Level("9", "1")}));
}

TEST(OrderBook, AWalkBeyondDecimalIsNothingAndNotAnAbort) {
  OrderBook book(core::InstrumentId{});
  core::BookUpdate huge = Snapshot({}, {});
  for (int i = 0; i < 3; ++i) {
    const Price price(OrderBook::kMaxPrice.value() - Decimal::FromInt(i));
    huge.asks.insert(huge.asks.begin(), {price, OrderBook::kMaxQuantity});
  }
  book.Apply(huge);
  ASSERT_TRUE(book.sound());
  EXPECT_TRUE(book.Walk(Side::kBuy, Quantity(Decimal::FromInt(1))).has_value());
  EXPECT_FALSE(book.Walk(Side::kBuy, OrderBook::kMaxQuantity * 3).has_value());
}

TEST(OrderBook, CopiesTheTopIntoRoomUsedAgain) {
  OrderBook book(core::InstrumentId{});
  core::BookUpdate update = Snapshot({Level("9", "1"), Level("8", "2")}, {Level("10", "3")});
  update.received_time = {77};
  book.Apply(update);
  BookLevels top;
  book.CopyTop(1, &top);
  EXPECT_EQ(top.bids, (std::vector<BookLevel>{Level("9", "1")}));
  EXPECT_EQ(top.asks, (std::vector<BookLevel>{Level("10", "3")}));
  EXPECT_EQ(top.time.ns, 77);
}

/// Bids at 1 to 200: so many that most are far from the market.
OrderBook DeepBook() {
  OrderBook book(core::InstrumentId{});
  core::BookUpdate bids = Snapshot({}, {});
  for (int i = 1; i <= 200; ++i) bids.bids.push_back(Level(std::to_string(i), "1"));
  book.Apply(bids);
  return book;
}

TEST(OrderBook, AMessageThatTakesAllThatIsNearLeavesTheBestOfTheRest) {
  OrderBook book = DeepBook();
  core::BookUpdate swept = Change({}, {});
  for (int i = 200; i > 90; --i) swept.bids.push_back(Level(std::to_string(i), "0"));
  book.Apply(swept);
  EXPECT_EQ(book.best_bid(), Level("90", "1"));
}

TEST(OrderBook, ASnapshotForgetsWhatStillWaits) {
  OrderBook book = DeepBook();
  book.Apply(Change({Level("0.5", "7")}, {}));
  book.Apply(Snapshot({Level("9", "1")}, {}));
  EXPECT_EQ(LevelsOf(book.bids()), (std::vector<BookLevel>{Level("9", "1")}));
}

// The same changes in an ordered map, which is slow and obvious.
TEST(OrderBook, AgreesWithAMapAfterAnyChanges) {
  base::RandomStream random(1, "order_book_test");
  OrderBook book(core::InstrumentId{});
  std::map<Decimal, Quantity> bids, asks;
  size_t most = 0;
  for (int round = 0; round < 1000; ++round) {
    core::BookUpdate update = Change({}, {});
    for (int i = 0; i < 10; ++i) {
      const bool bid = random.NextBelow(2) == 0;
      const Decimal price =
          Decimal::FromInt(static_cast<int64_t>((bid ? 1 : 1001) + random.NextBelow(1000)));
      // It grows over many blocks of the book first, and then shrinks to nearly nothing.
      const uint64_t removed = round < 400 ? 1 : 4;
      const Quantity quantity(Decimal::FromInt(random.NextBelow(5) < removed ? 0 : 1 + round % 7));
      (bid ? update.bids : update.asks).push_back({Price(price), quantity});
      auto& side = bid ? bids : asks;
      side[price] = quantity;
      if (quantity.is_zero()) side.erase(price);
    }
    book.Apply(update);
    std::vector<BookLevel> want_bids, want_asks;
    for (auto at = bids.rbegin(); at != bids.rend(); ++at) {
      want_bids.push_back({Price(at->first), at->second});
    }
    for (const auto& [price, quantity] : asks) want_asks.push_back({Price(price), quantity});
    const auto top = [](std::vector<BookLevel> levels) {
      levels.resize(std::min<size_t>(levels.size(), 8));
      return levels;
    };
    BookLevels seen;
    book.CopyTop(8, &seen);
    ASSERT_EQ(seen.bids, top(want_bids)) << "round " << round;
    ASSERT_EQ(seen.asks, top(want_asks)) << "round " << round;
    // What is far may wait for rounds, for a look into the depth, or for time.
    const uint64_t next = random.NextBelow(3);
    if (next == 0) continue;
    if (next == 1) book.Settle();
    ASSERT_EQ(book.bids().size(), want_bids.size()) << "round " << round;
    ASSERT_EQ(LevelsOf(book.bids()), want_bids) << "round " << round;
    ASSERT_EQ(LevelsOf(book.asks()), want_asks) << "round " << round;
    most = std::max(most, bids.size());
  }
  EXPECT_GT(most, 600U);
  EXPECT_LT(bids.size(), 300U);
}

}  // namespace
}  // namespace keel::market
