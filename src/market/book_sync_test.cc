// SPDX-License-Identifier: MIT
#include "market/book_sync.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>

#include "base/random.h"

namespace keel::market {
namespace {

using core::BookLevel;
using core::BookUpdate;
using core::Decimal;
using core::Price;
using core::Quantity;

BookLevel Level(int64_t price, int64_t quantity) {
  return {Price(Decimal::FromInt(price)), Quantity(Decimal::FromInt(quantity))};
}

BookUpdate Spot(uint64_t first, uint64_t last) {
  BookUpdate update;
  update.first_update = first;
  update.last_update = last;
  update.bids = {Level(100, static_cast<int64_t>(last))};
  return update;
}

BookUpdate Usdm(uint64_t first, uint64_t last, uint64_t previous) {
  BookUpdate update = Spot(first, last);
  update.previous_update = previous;
  return update;
}

BookUpdate Snapshot(uint64_t last) {
  BookUpdate update = Spot(last, last);
  update.is_snapshot = true;
  update.asks = {Level(101, 1)};
  return update;
}

BookSync SpotSync(size_t limit = BookSync::kBufferLimit) {
  return BookSync(core::InstrumentId{}, BookRules::kBinanceSpot, limit);
}

/// Live at a snapshot, the only update before it being an older one.
BookSync LiveAt(BookRules rules, uint64_t last, size_t limit = BookSync::kBufferLimit) {
  BookSync sync(core::InstrumentId{}, rules, limit);
  sync.OnUpdate(Usdm(1, last - 2, 0));
  sync.OnSnapshot(Snapshot(last));
  EXPECT_EQ(sync.state(), BookState::kLive);
  return sync;
}
BookSync SpotAt(uint64_t last) { return LiveAt(BookRules::kBinanceSpot, last); }
BookSync UsdmAt(uint64_t last) { return LiveAt(BookRules::kBinanceUsdm, last); }

TEST(BookSync, BuffersUntilTheSnapshotThenReplays) {
  BookSync sync = SpotSync();
  EXPECT_TRUE(sync.OnUpdate(Spot(10, 12)).wants_snapshot);
  EXPECT_FALSE(sync.OnUpdate(Spot(13, 15)).wants_snapshot) << "one request is under way";
  EXPECT_EQ(sync.state(), BookState::kAwaitingSnapshot);
  EXPECT_EQ(sync.book(), nullptr);
  EXPECT_EQ(sync.OnSnapshot(Snapshot(13)).step, BookStep::kSynced);
  EXPECT_EQ(sync.state(), BookState::kLive);
  EXPECT_EQ(sync.last_update(), 15U);
  EXPECT_EQ(sync.book()->best_bid(), Level(100, 15));
  EXPECT_EQ(sync.counts().dropped, 1U);
  EXPECT_EQ(sync.counts().applied, 1U);
}

TEST(BookSync, SpotJoinsAtTheNextNumber) {
  BookSync sync = SpotSync();
  sync.OnUpdate(Spot(10, 12));
  EXPECT_EQ(sync.OnSnapshot(Snapshot(9)).step, BookStep::kSynced);
  EXPECT_EQ(sync.OnUpdate(Spot(13, 13)).step, BookStep::kApplied);
  EXPECT_EQ(sync.OnUpdate(Spot(12, 14)).step, BookStep::kApplied) << "an overlap hides nothing";
  EXPECT_EQ(sync.OnUpdate(Spot(13, 14)).step, BookStep::kDropped);
  EXPECT_EQ(sync.last_update(), 14U);
}

TEST(BookSync, ASnapshotOlderThanTheFirstUpdateIsFetchedAgain) {
  BookSync sync = SpotSync();
  sync.OnUpdate(Spot(10, 12));
  const BookProgress old = sync.OnSnapshot(Snapshot(8));
  EXPECT_EQ(old.step, BookStep::kSnapshotTooOld);
  EXPECT_TRUE(old.wants_snapshot);
  EXPECT_EQ(sync.book(), nullptr);
  EXPECT_EQ(sync.OnSnapshot(Snapshot(12)).step, BookStep::kSynced);
}

// Fault F24.
TEST(BookSync, AGapMakesTheBookStaleInTheSameCall) {
  BookSync sync = SpotAt(10);
  ASSERT_NE(sync.book(), nullptr);
  const BookProgress gap = sync.OnUpdate(Spot(12, 13));
  EXPECT_EQ(gap.step, BookStep::kGap);
  EXPECT_TRUE(gap.wants_snapshot);
  EXPECT_EQ(sync.state(), BookState::kStale);
  EXPECT_EQ(sync.book(), nullptr);
  EXPECT_EQ(sync.OnSnapshot(Snapshot(12)).step, BookStep::kSynced) << "the update was kept";
  EXPECT_EQ(sync.last_update(), 13U);
}

TEST(BookSync, UsdmJoinsByThePreviousNumber) {
  BookSync sync(core::InstrumentId{}, BookRules::kBinanceUsdm);
  sync.OnUpdate(Usdm(10, 12, 8));
  sync.OnUpdate(Usdm(15, 20, 12));
  EXPECT_EQ(sync.OnSnapshot(Snapshot(17)).step, BookStep::kSynced);
  EXPECT_EQ(sync.last_update(), 20U);
  EXPECT_EQ(sync.OnUpdate(Usdm(25, 30, 20)).step, BookStep::kApplied) << "numbers may jump";
  EXPECT_EQ(sync.OnUpdate(Usdm(31, 33, 29)).step, BookStep::kGap);
  EXPECT_EQ(sync.state(), BookState::kStale);
}

TEST(BookSync, UsdmTakesTheFirstUpdateThatStraddlesTheSnapshot) {
  BookSync sync = UsdmAt(17);
  EXPECT_EQ(sync.OnUpdate(Usdm(10, 16, 8)).step, BookStep::kDropped);
  EXPECT_EQ(sync.OnUpdate(Usdm(17, 17, 16)).step, BookStep::kApplied);
  BookSync quiet = UsdmAt(17);
  EXPECT_EQ(quiet.OnUpdate(Usdm(19, 20, 16)).step, BookStep::kApplied)
      << "nothing of this pair lies between the update before and this one";
  BookSync torn = UsdmAt(17);
  EXPECT_EQ(torn.OnUpdate(Usdm(19, 20, 18)).step, BookStep::kGap);
  BookSync mute = UsdmAt(17);
  EXPECT_EQ(mute.OnUpdate(Spot(19, 20)).step, BookStep::kGap) << "no previous number, no proof";
}

TEST(BookSync, ACrossedBookIsPutAway) {
  BookSync sync = SpotAt(10);
  BookUpdate crossing = Spot(11, 11);
  crossing.bids = {Level(101, 1)};
  const BookProgress lost = sync.OnUpdate(crossing);
  EXPECT_EQ(lost.step, BookStep::kUnsound);
  EXPECT_TRUE(lost.wants_snapshot);
  EXPECT_EQ(sync.book(), nullptr);
}

TEST(BookSync, ADisconnectMakesItStaleAndTheNextUpdateAsks) {
  BookSync sync = SpotAt(10);
  const BookProgress lost = sync.OnDisconnect();
  EXPECT_EQ(lost.step, BookStep::kDisconnected);
  EXPECT_FALSE(lost.wants_snapshot);
  EXPECT_EQ(sync.state(), BookState::kStale);
  EXPECT_EQ(sync.book(), nullptr);
  EXPECT_EQ(sync.OnSnapshot(Snapshot(11)).step, BookStep::kSnapshotUnused)
      << "it may have been under way since before";
  EXPECT_TRUE(sync.OnUpdate(Spot(50, 51)).wants_snapshot);
}

// Fault F25.
TEST(BookSync, TheBufferKeepsTheLatestAndStaysBounded) {
  BookSync sync = SpotSync(3);
  for (uint64_t u = 1; u <= 10; ++u) sync.OnUpdate(Spot(u, u));
  EXPECT_EQ(sync.counts().overflowed, 7U);
  EXPECT_EQ(sync.OnSnapshot(Snapshot(5)).step, BookStep::kSnapshotTooOld) << "6 and 7 are gone";
  EXPECT_EQ(sync.OnSnapshot(Snapshot(8)).step, BookStep::kSynced);
  EXPECT_EQ(sync.last_update(), 10U);
}

TEST(BookSync, AFailedSnapshotIsAskedForAgain) {
  BookSync sync = SpotSync();
  EXPECT_TRUE(sync.OnUpdate(Spot(1, 1)).wants_snapshot);
  sync.SnapshotFailed();
  EXPECT_TRUE(sync.OnUpdate(Spot(2, 2)).wants_snapshot);
}

TEST(BookSync, NumbersThatBeganAnewAreNoticed) {
  BookSync sync = LiveAt(BookRules::kBinanceSpot, 1000, 3);
  for (uint64_t u = 1; u <= 3; ++u) EXPECT_EQ(sync.OnUpdate(Spot(u, u)).step, BookStep::kDropped);
  EXPECT_EQ(sync.OnUpdate(Spot(4, 4)).step, BookStep::kOnlyOldUpdates);
  EXPECT_EQ(sync.state(), BookState::kStale);
}

TEST(BookSync, BackwardAndExtremeNumbersAreGaps) {
  BookSync sync = SpotAt(10);
  EXPECT_EQ(sync.OnUpdate(Spot(12, 11)).step, BookStep::kGap);
  sync.OnSnapshot(Snapshot(UINT64_MAX));
  EXPECT_EQ(sync.OnUpdate(Spot(0, UINT64_MAX)).step, BookStep::kBuffered);
}

/// A venue whose messages are lost, repeated and swapped on their way.
class Storm {
 public:
  Storm(BookRules rules, uint64_t seed)
      : random_(seed, "book_sync_test"), sync_(core::InstrumentId{}, rules, 20), rules_(rules) {}

  void Run(int steps) {
    for (int i = 0; i < steps; ++i) {
      Publish();
      Deliver();
      if (sync_.book() != nullptr) Compare();
      if (testing::Test::HasFailure()) return;
    }
  }
  uint64_t compared() const { return compared_; }
  const BookCounts& counts() const { return sync_.counts(); }

 private:
  // One message of several changes; at USD-M the numbers between two of them are others'.
  void Publish() {
    BookUpdate update;
    if (rules_ == BookRules::kBinanceUsdm) {
      update.previous_update = now_;
      now_ += random_.NextBelow(3);
    }
    update.first_update = now_ + 1;
    for (uint64_t n = 1 + random_.NextBelow(4); n > 0; --n) {
      const bool bid = random_.NextBelow(2) == 0;
      const auto price = static_cast<int64_t>((bid ? 10 : 30) + random_.NextBelow(10));
      const auto quantity = static_cast<int64_t>(random_.NextBelow(4));
      (bid ? update.bids : update.asks).push_back(Level(price, quantity));
      truth_[price] = quantity;
      ++now_;
    }
    update.last_update = now_;
    history_[now_] = truth_;
    wire_.push_back(update);
  }

  void Deliver() {
    const uint64_t luck = random_.NextBelow(40);
    if (luck == 0) {
      wire_.pop_front();
    } else if (luck == 1) {
      wire_.push_front(wire_.front());
    } else if (luck == 2 && wire_.size() > 1) {
      std::swap(wire_[0], wire_[1]);
    } else if (luck == 3) {
      sync_.OnDisconnect();
    }
    for (uint64_t n = random_.NextBelow(3); n > 0 && !wire_.empty(); --n) {
      wants_ |= sync_.OnUpdate(wire_.front()).wants_snapshot;
      wire_.pop_front();
    }
    if (wants_ && random_.NextBelow(3) == 0) SendSnapshot();
  }

  // Of some moment of the recent past, as a REST answer is.
  void SendSnapshot() {
    auto at = history_.end();
    for (uint64_t n = 1 + random_.NextBelow(8); n > 0 && at != history_.begin(); --n) --at;
    BookUpdate snapshot;
    snapshot.is_snapshot = true;
    snapshot.last_update = at->first;
    for (const auto& [price, quantity] : at->second) {
      (price < 20 ? snapshot.bids : snapshot.asks).push_back(Level(price, quantity));
    }
    wants_ = sync_.OnSnapshot(snapshot).wants_snapshot;
  }

  void Compare() {
    const OrderBook& book = *sync_.book();
    std::map<int64_t, int64_t> wanted = history_.at(sync_.last_update());
    std::erase_if(wanted, [](const auto& level) { return level.second == 0; });
    std::map<int64_t, int64_t> found;
    for (const BookSide* side : {&book.bids(), &book.asks()}) {
      side->ForEach([&](const BookLevel& level) {
        found[static_cast<int64_t>(level.price.ToDouble())] =
            static_cast<int64_t>(level.quantity.ToDouble());
        return true;
      });
    }
    ASSERT_EQ(found, wanted) << "at update " << sync_.last_update();
    ++compared_;
  }

  base::RandomStream random_;
  BookSync sync_;
  BookRules rules_;
  uint64_t now_ = 100;
  std::map<int64_t, int64_t> truth_;
  std::map<uint64_t, std::map<int64_t, int64_t>> history_;
  std::deque<BookUpdate> wire_;
  bool wants_ = false;
  uint64_t compared_ = 0;
};

class EachVenue : public testing::TestWithParam<BookRules> {};

TEST_P(EachVenue, ALiveBookIsTheTrueOneUnderLossRepetitionAndDisorder) {
  for (uint64_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE(seed);
    Storm storm(GetParam(), seed);
    storm.Run(300);
    ASSERT_FALSE(HasFailure());
    EXPECT_GT(storm.compared(), 20U) << "it must come back to life";
    EXPECT_GT(storm.counts().gaps, 0U) << "losses must be seen";
  }
}

INSTANTIATE_TEST_SUITE_P(BookSync, EachVenue,
                         testing::Values(BookRules::kBinanceSpot, BookRules::kBinanceUsdm));

}  // namespace
}  // namespace keel::market
