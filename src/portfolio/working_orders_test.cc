// SPDX-License-Identifier: MIT
#include "portfolio/working_orders.h"

#include <gtest/gtest.h>

#include <map>

#include "base/random.h"

namespace keel::portfolio {
namespace {

using core::Decimal;
using core::OrderId;
using core::Quantity;
using core::Side;

Decimal D(std::string_view text) { return *Decimal::Parse(text); }
Quantity Q(std::string_view text) { return Quantity(D(text)); }

class WorkingOrdersTest : public testing::Test {
 protected:
  WorkingOrdersTest() {
    for (const char* name : {"BTC/USDT", "ETH/USDT", "BTC/EUR"}) {
      EXPECT_TRUE(universe.Add("venue", *core::ParseSymbol(name),
                               {core::Price(D("0.01")), Q("0.01"), Decimal()}));
    }
  }
  core::CurrencyId Base(core::InstrumentId id) { return universe.at(id).base; }
  core::CurrencyId Quote(core::InstrumentId id) { return universe.at(id).quote; }
  /// A working order of strategy 0; a buy reserves 10 a unit.
  void Add(uint64_t id, core::InstrumentId pair, Side side, const char* open, uint32_t group = 0) {
    working.Add({OrderId{id}, {0}, pair, side, Q(open), D("10"), group});
  }

  static constexpr core::InstrumentId kBtc{0}, kEth{1}, kBtcEur{2};
  core::Universe universe;
  WorkingOrders working{3};
};

TEST_F(WorkingOrdersTest, SumsWhatIsOpenBySideAndPair) {
  Add(1, kBtc, Side::kBuy, "1");
  Add(2, kBtc, Side::kBuy, "0.5");
  Add(3, kBtc, Side::kSell, "4");
  Add(4, kEth, Side::kBuy, "7");
  Add(5, kBtcEur, Side::kBuy, "100");
  working.Add({OrderId{6}, {1}, kBtc, Side::kSell, Q("9"), {}, 0});
  EXPECT_EQ(working.BuyQuantity(universe, Base(kBtc)), Q("101.5"));
  EXPECT_EQ(working.BuyQuantity(universe, Base(kEth)), Q("7"));
  EXPECT_EQ(working.SellQuantity({0}, kBtc), Q("4"));
  EXPECT_EQ(working.SellQuantity({1}, kBtc), Q("9"));
  EXPECT_EQ(working.SellQuantity(universe, Base(kBtc)), Q("13"));
  EXPECT_EQ(working.ReservedQuote(universe, Quote(kBtc)), D("85"));
  EXPECT_EQ(working.ReservedQuote(universe, Quote(kBtcEur)), D("1000"));
  EXPECT_EQ(working.count(kBtc), 4);
  EXPECT_EQ(working.size(), 6u);
}

TEST_F(WorkingOrdersTest, AFillReducesAndAnEndRemoves) {
  Add(1, kBtc, Side::kBuy, "1");
  Add(2, kBtc, Side::kBuy, "2");
  working.Reduce(OrderId{1}, Q("0.25"));
  EXPECT_EQ(working.BuyQuantity(universe, Base(kBtc)), Q("2.75"));
  EXPECT_EQ(working.ReservedQuote(universe, Quote(kBtc)), D("27.5"));
  working.Remove(OrderId{1});
  working.Remove(OrderId{1});  // a second end of the same order changes nothing
  working.Reduce(OrderId{9}, Q("1"));
  EXPECT_EQ(working.count(kBtc), 1);
  EXPECT_EQ(working.BuyQuantity(universe, Base(kBtc)), Q("2"));
  working.Remove(OrderId{2});
  EXPECT_TRUE(working.empty());
  EXPECT_EQ(working.count(kBtc), 0);
}

TEST_F(WorkingOrdersTest, ReservationsRoundUpOrderByOrder) {
  working.Add({OrderId{1}, {0}, kBtc, Side::kBuy, Q("0.1"), D("0.000000000001"), 0});
  working.Add({OrderId{2}, {0}, kBtc, Side::kBuy, Q("0.1"), D("0.000000000001"), 0});
  EXPECT_EQ(working.ReservedQuote(universe, Quote(kBtc)), D("0.000000000002"));
}

TEST_F(WorkingOrdersTest, OfAGroupOnlyTheLargestOfEachSideCounts) {
  Add(1, kBtc, Side::kSell, "1", 7);
  Add(2, kBtc, Side::kSell, "3", 7);
  Add(3, kBtc, Side::kSell, "3", 7);
  Add(4, kBtc, Side::kSell, "2", 8);
  Add(5, kBtc, Side::kSell, "10");
  EXPECT_EQ(working.SellQuantity({0}, kBtc), Q("15"));
  EXPECT_EQ(working.SellQuantity({0}, kBtc, 7), Q("12"));  // a sibling joins the group
  EXPECT_EQ(working.SellQuantity({0}, kBtc, 9), Q("15"));
  Add(6, kBtc, Side::kBuy, "5", 9);
  Add(7, kBtc, Side::kBuy, "6", 9);
  EXPECT_EQ(working.BuyQuantity(universe, Base(kBtc)), Q("6"));
  EXPECT_EQ(working.BuyQuantity(universe, Base(kBtc), 9), Q("0"));
  EXPECT_EQ(working.ReservedQuote(universe, Quote(kBtc)), D("60"));
  working.Remove(OrderId{7});
  EXPECT_EQ(working.BuyQuantity(universe, Base(kBtc)), Q("5"));
}

// Against a map from group to its maximum, on random books.
TEST_F(WorkingOrdersTest, RandomGroupsAgreeWithAPlainCount) {
  base::RandomStream random(3, "test.working_orders");
  for (int trial = 0; trial < 2000; ++trial) {
    working = WorkingOrders(3);
    std::map<uint32_t, Decimal> largest;
    Decimal single;
    const auto joining = static_cast<uint32_t>(random.NextBelow(4));
    const uint64_t count = random.NextBelow(9);
    for (uint64_t id = 1; id <= count; ++id) {
      const auto group = static_cast<uint32_t>(random.NextBelow(4));
      const Decimal open = Decimal::FromInt(static_cast<int64_t>(1 + random.NextBelow(4)));
      working.Add({OrderId{id}, {0}, kBtc, Side::kSell, Quantity(open), {}, group});
      if (group == 0) {
        single += open;
      } else {
        largest[group] = std::max(largest[group], open);
      }
    }
    for (const auto& [group, open] : largest) {
      if (group != joining) single += open;
    }
    ASSERT_EQ(working.SellQuantity({0}, kBtc, joining), Quantity(single)) << "trial " << trial;
    ASSERT_EQ(working.SellQuantity(universe, Base(kBtc), joining), Quantity(single));
  }
}

}  // namespace
}  // namespace keel::portfolio
