// SPDX-License-Identifier: MIT
#include "sim/matching/book_scale.h"

#include <gtest/gtest.h>

#include "sim/matching/order.h"

namespace keel::sim::matching {
namespace {

using core::Price;
using core::Quantity;

BookScale Scale(const char* tick, const char* lot) {
  return BookScale::Make(*Price::Parse(tick), *Quantity::Parse(lot)).value();
}

TEST(BookScale, CountsTicksAndLotsExactly) {
  const BookScale scale = Scale("0.01", "0.00001");
  EXPECT_EQ(scale.Ticks(*Price::Parse("43123.46")), 4312346);
  EXPECT_EQ(scale.Lots(*Quantity::Parse("1.5")), 150000);
  EXPECT_EQ(scale.PriceOf(4312346), *Price::Parse("43123.46"));
  EXPECT_EQ(scale.QuantityOf(150000), *Quantity::Parse("1.5"));
}

TEST(BookScale, RefusesWhatIsOffTheGrid) {
  const BookScale scale = Scale("0.01", "0.001");
  for (const char* price : {"43123.465", "0.000000000001", "0", "-0.01"}) {
    EXPECT_EQ(scale.Ticks(*Price::Parse(price)), tl::unexpected(Reason::kBadPrice)) << price;
  }
  EXPECT_EQ(scale.Ticks(*Price::Parse("100000000.015")), tl::unexpected(Reason::kBadPrice));
  EXPECT_EQ(scale.Ticks(*Price::Parse("100000000.01")), 10'000'000'001);
  for (const char* quantity : {"0.0015", "0", "-1"}) {
    EXPECT_EQ(scale.Lots(*Quantity::Parse(quantity)), tl::unexpected(Reason::kBadQuantity));
  }
}

TEST(BookScale, HoldsTheWholeRangeAndNoMore) {
  const BookScale scale = Scale("1", "0.000000000001");
  const Price most{core::Decimal::FromInt(kMaxTicks)};
  EXPECT_EQ(scale.Ticks(most), kMaxTicks);
  EXPECT_EQ(scale.Ticks(most + Price(core::Decimal::FromInt(1))),
            tl::unexpected(Reason::kBadPrice));
  EXPECT_EQ(scale.Lots(Quantity(core::Decimal::FromRaw(kMaxLots))), kMaxLots);
  EXPECT_EQ(scale.Lots(Quantity(core::Decimal::FromRaw(kMaxLots + 1))),
            tl::unexpected(Reason::kBadQuantity));
}

TEST(BookScale, NeedsStepsThatMakeSense) {
  EXPECT_FALSE(BookScale::Make(Price(), *Quantity::Parse("1")));
  EXPECT_FALSE(BookScale::Make(*Price::Parse("1"), *Quantity::Parse("-1")));
  EXPECT_FALSE(BookScale::Make(*Price::Parse("1000001"), *Quantity::Parse("1")));
}

}  // namespace
}  // namespace keel::sim::matching
