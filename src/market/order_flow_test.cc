// SPDX-License-Identifier: MIT
#include "market/order_flow.h"

#include <gtest/gtest.h>

namespace keel::market {
namespace {

const core::Symbol kPair{"BTC", "USDT", ""};

/// Events of one second, heard a millisecond later.
std::string Text(const std::vector<std::string>& events) {
  std::string text = std::string(kOrderFlowHeader) + "\n";
  for (const std::string& event : events) {
    text += "2026-01-31T10:00:00Z,2026-01-31T10:00:00.001Z," + event + "\n";
  }
  return text;
}
std::string WhyNot(const std::vector<std::string>& events) {
  const auto read = ReadOrderFlow(Text(events), kPair);
  return read ? "" : read.error().message;
}

TEST(OrderFlowTest, OrdersMakeLevelsAndTrades) {
  const auto read = ReadOrderFlow(
      Text({"add,1,buy,100.5,2", "add,2,buy,100.5,3.25", "less,1,,,0.5", "trade,1,,,1.5"}), kPair);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->names_orders);
  EXPECT_EQ(read->filters.tick.ToString(), "0.1");
  EXPECT_EQ(read->filters.lot.ToString(), "0.01");
  ASSERT_EQ(read->changes.size(), 6U) << "an empty book, three levels, a trade and its level";
  const auto level = [&](size_t i) {
    return std::get<core::BookUpdate>(read->changes[i].what).bids.at(0).quantity.ToString();
  };
  EXPECT_EQ(level(1), "2");
  EXPECT_EQ(level(2), "5.25");
  EXPECT_EQ(level(3), "4.75");
  const auto& trade = std::get<core::TradeTick>(read->changes[4].what);
  EXPECT_EQ(trade.quantity.ToString(), "1.5");
  EXPECT_EQ(trade.aggressor, core::Side::kSell);
  EXPECT_EQ(read->changes[4].flow->deed, OrderFlow::Deed::kTraded);
  EXPECT_EQ(level(5), "3.25");
  EXPECT_FALSE(read->changes[5].flow) << "told with the trade";
}

TEST(OrderFlowTest, WhatCannotBeIsNamedWithItsLine) {
  EXPECT_EQ(WhyNot({"add,1,buy,100,2", "add,1,buy,100,2"}), "line 3: order 1 was added before");
  EXPECT_EQ(WhyNot({"less,1,,,2"}), "line 2: order 1 does not rest");
  EXPECT_EQ(WhyNot({"add,1,buy,100,2", "trade,1,,,3"}), "line 3: order 1 has only 2 left");
  EXPECT_EQ(WhyNot({"add,1,bid,100,2"}), "line 2: the side is buy or sell");
  EXPECT_EQ(WhyNot({"add,1,buy,0,2"}), "line 2: the price is not above 0");
  EXPECT_EQ(WhyNot({"add,1,buy,100,-2"}), "line 2: the quantity is not above 0");
  EXPECT_EQ(WhyNot({"add,x,buy,100,2"}), "line 2: the order is no number above 0");
  EXPECT_EQ(WhyNot({"move,1,buy,100,2"}), "line 2: the event is add, less or trade");
  EXPECT_EQ(WhyNot({"add,1"}), "line 2: it has not 7 cells");
  EXPECT_EQ(WhyNot({}), "it has no event");
}

TEST(OrderFlowTest, TimeRunsForward) {
  const std::string first = "2026-01-31T10:00:01Z,2026-01-31T10:00:01Z,add,1,buy,100,2\n";
  const std::string before = "2026-01-31T10:00:00Z,2026-01-31T10:00:01Z,add,2,buy,100,2\n";
  EXPECT_EQ(ReadOrderFlow(first + before, kPair).error().message, "line 2: its times run backward");
  const std::string early = "2026-01-31T10:00:01Z,2026-01-31T10:00:00Z,add,1,buy,100,2\n";
  EXPECT_EQ(ReadOrderFlow(early, kPair).error().message,
            "line 1: it was received before it happened");
}

}  // namespace
}  // namespace keel::market
