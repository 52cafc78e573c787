// SPDX-License-Identifier: MIT
#include "market/board.h"

#include <gtest/gtest.h>

namespace keel::market {
namespace {

constexpr core::InstrumentId kFirst{0}, kSecond{1};

core::Bar HourBar(int64_t hour, double close, double volume) {
  return {{base::Hours(hour).ns}, close, close, close, close, volume};
}

TEST(HistoryTest, StoredBarsAreRevealedOneByOneAndNotBeyond) {
  const std::vector<core::Bar> stored = {HourBar(0, 1, 1), HourBar(1, 2, 1)};
  History history(stored);
  EXPECT_TRUE(history.visible().empty());
  history.Reveal();
  ASSERT_EQ(history.visible().size(), 1u);
  EXPECT_EQ(history.visible().back().close, 1);
  history.Reveal();
  EXPECT_EQ(history.visible().back().close, 2);
  EXPECT_DEATH(history.Reveal(), "no further bar");
  EXPECT_DEATH(history.Append(stored[0]), "does not grow");
}

TEST(HistoryTest, AGrowingHistoryShowsAllOfItself) {
  History history;
  EXPECT_EQ(history.size(), 0u);
  history.Append(HourBar(0, 1, 1));
  history.Append(HourBar(1, 2, 1));
  ASSERT_EQ(history.visible().size(), 2u);
  EXPECT_EQ(history.size(), 2u);
  EXPECT_EQ(history.visible().front().close, 1);
  EXPECT_DEATH(history.Reveal(), "no further bar");
}

TEST(BoardTest, KnowsOfEachPairOnlyWhatWasRevealed) {
  const std::vector<core::Bar> stored = {HourBar(0, 10, 24), HourBar(1, 11, 48)};
  Board board({{stored, base::Hours(1), std::nullopt}, {stored, base::Hours(1), 2880.0}});
  EXPECT_FALSE(board.has_price(kFirst));
  board.Reveal(kFirst, 10);
  EXPECT_TRUE(board.has_price(kFirst));
  EXPECT_FALSE(board.has_price(kSecond));
  EXPECT_EQ(board.last_close(kFirst), 10);
  EXPECT_EQ(board.liquidity(kFirst).median_five_minute_volume(), 2);
  board.Reveal(kFirst, 11);
  EXPECT_EQ(board.liquidity(kFirst).median_five_minute_volume(), 3);
  EXPECT_EQ(board.liquidity(kSecond).average_daily_volume(), 2880);
  EXPECT_TRUE(board.trading(kSecond));
  board.StopTrading(kSecond);
  EXPECT_FALSE(board.trading(kSecond));
  EXPECT_TRUE(board.trading(kFirst));
}

}  // namespace
}  // namespace keel::market
