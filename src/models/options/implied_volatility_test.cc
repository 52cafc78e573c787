// SPDX-License-Identifier: MIT
#include "models/options/implied_volatility.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "models/options/black_scholes.h"

namespace keel::models {
namespace {

OptionTerms Terms(OptionType type, double strike, double years) {
  return {.type = type,
          .underlying = 100,
          .strike = strike,
          .years = years,
          .rate = 0.03,
          .carry = 0.01};
}

TEST(ImpliedVolatility, ReproducesThePriceEverywhere) {
  base::RandomStream random(3, "implied");
  int solved = 0;
  for (int i = 0; i < 20'000; ++i) {
    OptionTerms t =
        Terms(random.NextUniform() < 0.5 ? OptionType::kCall : OptionType::kPut,
              100 * std::exp(3 * (random.NextUniform() - 0.5)), 0.01 + 3 * random.NextUniform());
    t.volatility = std::exp(-4 + 5.5 * random.NextUniform());  // 1.8 % .. 450 %
    const double price = *BlackScholesPrice(t);
    const auto implied = ImpliedVolatility(price, t);
    const double deviation = t.volatility * std::sqrt(t.years);
    const double distance = std::abs(std::log(t.strike / 100)) / deviation;
    if (distance < 5 && deviation < 5) {
      ASSERT_TRUE(implied.has_value()) << implied.error().message;
    }
    if (!implied) continue;
    ++solved;
    OptionTerms again = t;
    again.volatility = *implied;
    EXPECT_NEAR(*BlackScholesPrice(again), price, 1e-12 * std::max(100.0, t.strike)) << i;
    const auto greeks = BlackScholesGreeks(t);
    if (greeks && greeks->vega > 0.1) {
      EXPECT_NEAR(*implied, t.volatility, 1e-12 * std::max(100.0, t.strike) / greeks->vega);
    }
  }
  EXPECT_GT(solved, 14'000);
}

TEST(ImpliedVolatility, FindsTheFarWingToItsRelativePrecision) {
  OptionTerms t = Terms(OptionType::kCall, 300, 0.1);
  t.volatility = 0.15;  // 23 standard deviations out: a price of 1e-119
  const double price = *BlackScholesPrice(t);
  ASSERT_LT(price, 1e-100);
  EXPECT_NEAR(*ImpliedVolatility(price, t), 0.15, 1e-9);
}

TEST(ImpliedVolatility, APriceOutsideTheBoundsIsAnError) {
  const OptionTerms call = Terms(OptionType::kCall, 90, 0.5);
  const double asset = 100 * std::exp(-0.01);
  const double lower = asset - 90 * std::exp(-0.015);
  for (const double price : {-1.0, 0.0, lower - 1e-9, asset, asset + 1, std::nan("")}) {
    const auto result = ImpliedVolatility(price, call);
    ASSERT_FALSE(result.has_value()) << price;
    EXPECT_NE(result.error().message.find("no-arbitrage bounds"), std::string::npos);
  }
  EXPECT_TRUE(ImpliedVolatility(lower + 1e-3, call).has_value());
  const OptionTerms put = Terms(OptionType::kPut, 90, 0.5);
  EXPECT_FALSE(ImpliedVolatility(90 * std::exp(-0.015), put).has_value());
  EXPECT_FALSE(ImpliedVolatility(1, Terms(OptionType::kPut, 90, 0)).has_value());
}

}  // namespace
}  // namespace keel::models
