// SPDX-License-Identifier: MIT
#include "execution/order_names.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace keel::execution {
namespace {

constexpr base::UnixNanos kStart{1'700'000'040'000'000'000};

TEST(OrderNames, OrdersHaveTheMarkOfTheStartThatMadeThem) {
  OrderNames names("abc");
  names.Begin({1}, "");  // before starts had marks
  names.Begin({3}, "x");
  names.Begin({3}, "y");  // the one before made no order
  names.Begin({5}, "z");
  for (const auto& [id, name] : std::vector<std::pair<uint64_t, std::string>>{
           {1, "k-abc-1"}, {2, "k-abc-2"}, {3, "k-abc-y-3"}, {4, "k-abc-y-4"}, {5, "k-abc-z-5"}}) {
    EXPECT_EQ(names.Of({id}), name);
    EXPECT_EQ(names.Find(name), core::OrderId{id});
    EXPECT_TRUE(names.IsAlike(name)) << "a watchdog cancels by the prefix";
  }
}

TEST(OrderNames, NoOtherNameIsFound) {
  OrderNames names("abc");
  names.Begin({1}, "");
  names.Begin({3}, "y");
  for (const std::string_view name :
       {"", "k-abc-", "k-abc-3", "k-abc-x-3", "k-abc-y-2", "k-abc-0", "k-abc-01", "k-abc-1x",
        "k-other-1", "k-abc-y-99999999999999999999999", "web_123"}) {
    EXPECT_FALSE(names.Find(name)) << name;
  }
}

TEST(OrderNames, EachSecondHasItsMarkAndTheVenueTakesTheName) {
  EXPECT_EQ(MarkOf(kStart), "s44wfc");
  EXPECT_NE(MarkOf(kStart + base::Seconds(1)), MarkOf(kStart));
  OrderNames names("abcdefghijkl");
  names.Begin({1}, MarkOf(kStart + base::Days(36'500)));
  EXPECT_LE(names.Of({9'999'999'999'999}).size(), 36U);
}

}  // namespace
}  // namespace keel::execution
