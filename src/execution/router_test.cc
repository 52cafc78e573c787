// SPDX-License-Identifier: MIT
#include "execution/router.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "execution/testing/parent_scene.h"

namespace keel::execution {
namespace {

using core::Decimal;
using core::Quantity;
using core::Side;

VenueOffer Offer(uint32_t venue, std::string_view fee, std::vector<PriceLevel> levels) {
  return {.venue = venue,
          .levels = std::move(levels),
          .taker_fee = Dec(fee),
          .lot = Qty("0.1"),
          .min_notional = Dec("10")};
}

/// "venue quantity limit; ... rest"
std::string Text(const Route& route) {
  std::string text;
  for (const VenueChild& c : route.children) {
    text += std::to_string(c.venue) + " " + c.quantity.ToString() + " " +
            (c.limit_price ? c.limit_price->ToString() : "market") + "; ";
  }
  return text + route.unrouted.ToString();
}

// 100 with 10 bp is 100.1 all-in, 100.05 with 2 bp is 100.07001: the dearer price is the cheaper
// one. Then 100.1; then 100.2 with 2 bp, 100.22004, before 100.2 with 10 bp.
TEST(SplitRouter, SweepsByThePriceWithTheFee) {
  const std::vector<VenueOffer> offers = {
      Offer(0, "0.001", {{Px("100"), Qty("3")}, {Px("100.2"), Qty("5")}}),
      Offer(1, "0.0002", {{Px("100.05"), Qty("2")}, {Px("100.2"), Qty("4")}})};
  const SplitRouter router({});
  EXPECT_EQ(Text(router.RouteOf({Side::kBuy, Qty("1.5"), {}}, offers)), "1 1.5 100.05; 0");
  EXPECT_EQ(Text(router.RouteOf({Side::kBuy, Qty("4"), {}}, offers)), "0 2 100; 1 2 100.05; 0");
  EXPECT_EQ(Text(router.RouteOf({Side::kBuy, Qty("8"), {}}, offers)), "0 3 100; 1 5 100.2; 0");
  EXPECT_EQ(Text(router.RouteOf({Side::kBuy, Qty("20"), {}}, offers)), "0 8 100.2; 1 6 100.2; 6");
}

// Selling: 99.9 less 10 bp is 99.8001, 99.85 less 2 bp is 99.83003.
TEST(SplitRouter, SellsWhereMostIsLeftAfterTheFee) {
  const std::vector<VenueOffer> offers = {Offer(0, "0.001", {{Px("99.9"), Qty("3")}}),
                                          Offer(1, "0.0002", {{Px("99.85"), Qty("2")}})};
  EXPECT_EQ(Text(SplitRouter({}).RouteOf({Side::kSell, Qty("2.5"), {}}, offers)),
            "0 0.5 99.9; 1 2 99.85; 0");
}

// 300 ms at 20 bp a second are 6 bp: 100 becomes 100.06, dearer than 100.05.
TEST(SplitRouter, ADistantVenueMustBeCheaperByWhatThePriceRunsAway) {
  std::vector<VenueOffer> offers = {Offer(0, "0", {{Px("100"), Qty("3")}}),
                                    Offer(1, "0", {{Px("100.05"), Qty("3")}})};
  offers[0].latency = base::Milliseconds(300);
  const RouteRequest request = {Side::kBuy, Qty("3"), {}};
  EXPECT_EQ(Text(SplitRouter(Dec("0.002")).RouteOf(request, offers)), "1 3 100.05; 0");
  EXPECT_EQ(Text(SplitRouter(Dec("0.001")).RouteOf(request, offers)), "0 3 100; 0");
}

TEST(SplitRouter, WorstPriceHealthLotAndMinimumAreRespected) {
  std::vector<VenueOffer> offers = {
      Offer(0, "0", {{Px("100"), Qty("0.25")}, {Px("101"), Qty("5")}}),
      Offer(1, "0", {{Px("100.5"), Qty("5")}})};
  const SplitRouter router({});
  EXPECT_EQ(Text(router.RouteOf({Side::kBuy, Qty("4"), Px("100.4")}, offers)), "0 0.2 100; 3.8");
  EXPECT_EQ(Text(router.RouteOf({Side::kBuy, Qty("1.57"), {}}, offers)),
            "0 0.2 100; 1 1.3 100.5; 0.07");
  // Two lots are worth 20; a venue that wants 30 is left out.
  offers[0].min_notional = Dec("30");
  EXPECT_EQ(Text(router.RouteOf({Side::kBuy, Qty("4"), {}}, offers)), "1 4 100.5; 0");
  offers[1].is_healthy = false;
  EXPECT_EQ(Text(router.RouteOf({Side::kBuy, Qty("4"), {}}, offers)), "0 4 101; 0");
  offers[0].lot = Qty("3");
  EXPECT_EQ(Text(router.RouteOf({Side::kBuy, Qty("4"), {}}, offers)), "0 3 101; 1");
  EXPECT_EQ(Text(router.RouteOf({Side::kBuy, Qty("4"), {}}, {})), "4");
}

/// What `lots` units cost at a venue, by its own book; nothing where it has not as many.
std::optional<Decimal> CostAt(const VenueOffer& offer, int64_t lots, Side side) {
  Decimal value;
  for (const PriceLevel& level : offer.levels) {
    const auto here = static_cast<int64_t>(level.quantity.ToDouble());
    const int64_t taken = std::min(lots, here);
    value += level.price.value() * taken;
    lots -= taken;
  }
  if (lots > 0) return std::nullopt;
  const Decimal fee = core::Mul(value, offer.taker_fee, core::Rounding::kHalfEven);
  return side == Side::kBuy ? value + fee : fee - value;
}

TEST(SplitRouter, NoOtherSplitIsCheaper) {
  base::RandomStream random(6, "test.router");
  const auto below = [&](uint64_t n) { return static_cast<int64_t>(random.NextBelow(n)); };
  for (int trial = 0; trial < 500; ++trial) {
    const Side side = below(2) == 0 ? Side::kBuy : Side::kSell;
    std::vector<VenueOffer> offers;
    for (uint32_t v = 0; v < 3; ++v) {
      VenueOffer offer = Offer(v, "0", {});
      offer.taker_fee = Decimal::PowerOfTen(-4) * below(30);
      offer.lot = Qty("1");
      offer.min_notional = {};
      Decimal price = Decimal::FromInt(1000) + Decimal::FromInt(below(5));
      for (int64_t k = below(4); k > 0; --k) {
        offer.levels.push_back({core::Price(price), Quantity(Decimal::FromInt(1 + below(4)))});
        price += Decimal::FromInt((1 + below(3)) * core::Sign(side));
      }
      offers.push_back(offer);
    }
    const int64_t wanted = 1 + below(12);
    const Route route =
        SplitRouter({}).RouteOf({side, Quantity(Decimal::FromInt(wanted)), {}}, offers);
    int64_t got[3] = {0, 0, 0};
    for (const VenueChild& c : route.children) {
      got[c.venue] = static_cast<int64_t>(c.quantity.ToDouble());
    }
    const auto cost = [&](int64_t a, int64_t b, int64_t c) -> std::optional<Decimal> {
      const auto x = CostAt(offers[0], a, side), y = CostAt(offers[1], b, side),
                 z = CostAt(offers[2], c, side);
      if (!x || !y || !z) return std::nullopt;
      return *x + *y + *z;
    };
    const int64_t total = got[0] + got[1] + got[2];
    const Decimal ours = cost(got[0], got[1], got[2]).value();
    for (int64_t a = 0; a <= wanted; ++a) {
      for (int64_t b = 0; a + b <= wanted; ++b) {
        ASSERT_FALSE(total < wanted && cost(a, b, wanted - a - b)) << "more was to be had";
        const auto other = a + b <= total ? cost(a, b, total - a - b) : std::nullopt;
        ASSERT_TRUE(!other || ours <= *other) << trial;
      }
    }
  }
}

TEST(SplitRouter, ASenselessLevelEndsItsBook) {
  const core::Quantity huge(Decimal::PowerOfTen(25) * 12);
  const std::vector<VenueOffer> offers = {
      Offer(0, "0", {{Px("100"), huge}, {Px("101"), huge}, {core::Price(huge.value()), huge}}),
      Offer(1, "0", {{Px("0"), Qty("1")}, {Px("99"), Qty("1")}})};
  EXPECT_EQ(Text(SplitRouter({}).RouteOf({Side::kBuy, Qty("4"), {}}, offers)), "0 4 100; 0");
}

TEST(DirectRouter, SendsAllToItsVenueOrNothing) {
  std::vector<VenueOffer> offers = {Offer(4, "0", {{Px("100"), Qty("1")}}),
                                    Offer(7, "0", {{Px("99"), Qty("9")}})};
  const DirectRouter router(4);
  EXPECT_EQ(Text(router.RouteOf({Side::kBuy, Qty("2.55"), {}}, offers)), "4 2.5 market; 0.05");
  EXPECT_EQ(Text(router.RouteOf({Side::kBuy, Qty("2"), Px("101")}, offers)), "4 2 101; 0");
  offers[0].min_notional = Dec("201");
  EXPECT_EQ(Text(router.RouteOf({Side::kBuy, Qty("2"), {}}, offers)), "2");
  offers[0] = Offer(4, "0", {});
  offers[0].is_healthy = false;
  EXPECT_EQ(Text(router.RouteOf({Side::kBuy, Qty("2"), {}}, offers)), "2");
  EXPECT_EQ(Text(DirectRouter(9).RouteOf({Side::kBuy, Qty("2"), {}}, offers)), "2");
}

}  // namespace
}  // namespace keel::execution
