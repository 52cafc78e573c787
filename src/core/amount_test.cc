// SPDX-License-Identifier: MIT
#include "core/amount.h"

#include <gtest/gtest.h>

namespace keel::core {
namespace {

template <typename A, typename B>
concept CanAdd = requires(A a, B b) {
  a + b;
};
template <typename A, typename B>
concept CanSubtract = requires(A a, B b) {
  a - b;
};
template <typename A, typename B>
concept CanCompare = requires(A a, B b) {
  a == b;
};
template <typename A, typename B>
concept CanOrder = requires(A a, B b) {
  a < b;
};
template <typename A, typename B>
concept CanMultiply = requires(A a, B b) {
  a* b;
};
template <typename A, typename B>
concept CanNotional = requires(A a, B b) {
  Notional(a, b);
};

static_assert(CanAdd<Price, Price> && CanSubtract<Quantity, Quantity> &&
              CanNotional<Price, Quantity>);
static_assert(!CanAdd<Price, Quantity> && !CanSubtract<Price, Quantity>);
static_assert(!CanCompare<Price, Quantity> && !CanOrder<Price, Quantity>);
static_assert(!CanMultiply<Price, Quantity> && !CanMultiply<Price, Price>);
static_assert(!CanNotional<Quantity, Price>, "swapped arguments must not compile");
static_assert(!CanAdd<Price, Decimal> && !CanAdd<Money, Decimal> && !CanAdd<Money, Price>);
static_assert(!std::is_convertible_v<Decimal, Price> && !std::is_convertible_v<Price, Quantity>);
static_assert(!std::is_convertible_v<double, Price> && !std::is_convertible_v<int, Decimal>);

TEST(Amount, StaysInsideItsMeaning) {
  const Price a = *Price::Parse("43123.46"), b = *Price::Parse("0.04");
  EXPECT_EQ((a + b).ToString(), "43123.5");
  EXPECT_EQ((a - b).ToString(), "43123.42");
  EXPECT_EQ((-a).ToString(), "-43123.46");
  EXPECT_EQ((b * 3).ToString(), "0.12");
  EXPECT_LT(b, a);
  EXPECT_TRUE(Price().is_zero());
  EXPECT_EQ(a.ToDouble(), 43123.46);
  EXPECT_EQ(Price::FromDouble(43123.4567, *Price::Parse("0.01")), a);
  EXPECT_FALSE(Price::Parse("x"));
}

TEST(Amount, NotionalIsPriceTimesQuantity) {
  EXPECT_EQ(Notional(*Price::Parse("43123.46"), *Quantity::Parse("0.00123")).ToString(),
            "53.0418558");
  const Price price = *Price::Parse("0.0000001");
  const Quantity quantity = *Quantity::Parse("0.0000155");
  EXPECT_EQ(Notional(price, quantity).ToString(), "0.000000000002");
  EXPECT_EQ(Notional(price, quantity, Rounding::kDown).ToString(), "0.000000000001");
}

TEST(Money, AddsWithinOneCurrency) {
  const Money a{Decimal::FromInt(3), CurrencyId{1}}, b{Decimal::FromInt(2), CurrencyId{1}};
  EXPECT_EQ((a + b), (Money{Decimal::FromInt(5), CurrencyId{1}}));
  EXPECT_EQ((a - b), (Money{Decimal::FromInt(1), CurrencyId{1}}));
  EXPECT_EQ(-a, (Money{Decimal::FromInt(-3), CurrencyId{1}}));
  EXPECT_NE(a, (Money{Decimal::FromInt(3), CurrencyId{2}}));
}

TEST(MoneyDeathTest, MixingCurrenciesStopsTheProgram) {
  const Money a{Decimal::FromInt(3), CurrencyId{1}}, b{Decimal::FromInt(2), CurrencyId{2}};
  EXPECT_DEATH((void)(a + b), "money of two currencies added");
  EXPECT_DEATH((void)(a - b), "money of two currencies subtracted");
}

}  // namespace
}  // namespace keel::core
