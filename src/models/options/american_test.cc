// SPDX-License-Identifier: MIT
#include "models/options/american.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/random.h"
#include "models/options/bivariate_normal.h"
#include "models/options/black_scholes.h"

namespace keel::models {
namespace {

double LatticeAt(const OptionTerms& terms, int steps, Exercise exercise = Exercise::kAmerican) {
  return LatticePrice(terms, {.steps = steps, .exercise = exercise}).value();
}

TEST(BivariateNormal, HaugTableAndClosedForms) {
  // Haug 2007, table 13-1.
  EXPECT_NEAR(BivariateNormalCdf(0, 0, 0.5), 1.0 / 3, 1e-15);
  EXPECT_NEAR(BivariateNormalCdf(0, 0, -0.5), 1.0 / 6, 1e-15);
  EXPECT_NEAR(BivariateNormalCdf(0, -0.5, 0), 0.154269, 5e-7);
  EXPECT_NEAR(BivariateNormalCdf(-0.5, -0.5, 0), 0.095195, 5e-7);
  EXPECT_NEAR(BivariateNormalCdf(0.5, 0.5, 0), 0.478120, 5e-7);
  EXPECT_NEAR(BivariateNormalCdf(0, 0.5, 0.5), 0.418602, 3e-4);
  // Independent variables, a sure one, and the sum over the sign of the other variable.
  const auto cdf = [](double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); };
  for (const double a : {-3.0, -0.7, 0.0, 0.4, 2.0}) {
    for (const double b : {-2.5, -0.2, 0.0, 1.1}) {
      EXPECT_NEAR(BivariateNormalCdf(a, b, 0), cdf(a) * cdf(b), 1e-15);
      for (const double rho : {-0.9, -0.3, 0.786, 0.99}) {
        EXPECT_NEAR(BivariateNormalCdf(a, b, rho) + BivariateNormalCdf(a, -b, -rho), cdf(a), 1e-14);
        EXPECT_NEAR(BivariateNormalCdf(a, b, rho), BivariateNormalCdf(b, a, rho), 1e-15);
      }
    }
    EXPECT_NEAR(BivariateNormalCdf(a, 50, 0.6), cdf(a), 1e-15);
    EXPECT_NEAR(BivariateNormalCdf(a, -50, 0.6), 0, 1e-15);
  }
}

TEST(BivariateNormal, IsTheIntegralOfItsDensity) {
  // P(X <= a, Y <= b) = integral of n(x) N((b - rho x) / sqrt(1 - rho^2)): Simpson from -9.
  const double a = 0.3, b = -0.4, rho = 0.7;
  const auto f = [&](double x) {
    return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi) * 0.5 *
           std::erfc(-(b - rho * x) / std::sqrt(2 * (1 - rho * rho)));
  };
  const int n = 4000;
  const double h = (a + 9) / n;
  double sum = f(-9) + f(a);
  for (int i = 1; i < n; ++i) sum += (i % 2 == 0 ? 2 : 4) * f(-9 + h * i);
  EXPECT_NEAR(BivariateNormalCdf(a, b, rho), sum * h / 3, 1e-12);
}

// American calls on a future, strike 100, half a year, r 10 %, b 0: the table of Haug 2007, 3.4, as
// the open-source library optlib tests its implementation of the 2002 formula.
TEST(BjerksundStensland, HaugTable) {
  struct Row {
    double years, volatility, price[3];  // at futures prices of 90, 100, 110
  };
  const Row rows[] = {
      {0.5, 0.15, {0.8099, 4.0628, 10.7898}},
      {0.5, 0.25, {2.7180, 6.7661, 12.9814}},
      {0.5, 0.35, {4.9665, 9.4608, 15.5137}},
  };
  for (const Row& row : rows) {
    for (int i = 0; i < 3; ++i) {
      const double price = *BjerksundStenslandPrice({.underlying = 90.0 + 10 * i,
                                                     .strike = 100,
                                                     .years = row.years,
                                                     .rate = 0.1,
                                                     .carry = 0,
                                                     .volatility = row.volatility});
      EXPECT_NEAR(price, row.price[i], 5e-5) << row.volatility << " " << i;
    }
  }
}

// Hull, example 21.1: American put, S 50, K 50, r 10 %, v 40 %, five months: 4.49 with five steps,
// 4.278 with 100 and 4.283 with 500, from which the limit is about 1.5e-3 away.
TEST(Lattice, HullAmericanPut) {
  const OptionTerms put{.type = OptionType::kPut,
                        .underlying = 50,
                        .strike = 50,
                        .years = 0.4167,
                        .rate = 0.1,
                        .carry = 0.1,
                        .volatility = 0.4};
  EXPECT_NEAR(LatticeAt(put, 500), 4.283, 2e-3);
  EXPECT_NEAR(LatticeAt(put, 2000), LatticeAt(put, 500), 2e-4);
}

// American puts on S 40, r 4.88 %: table 1 of Geske and Johnson 1984, column of the binomial
// values.
TEST(Lattice, GeskeJohnsonTable) {
  struct Row {
    double strike, volatility, years, price;
  };
  const Row rows[] = {
      {35, 0.2, 0.0833, 0.0062}, {35, 0.2, 0.3333, 0.2004}, {35, 0.2, 0.5833, 0.4328},
      {40, 0.2, 0.0833, 0.8522}, {40, 0.2, 0.3333, 1.5798}, {40, 0.2, 0.5833, 1.9904},
      {45, 0.2, 0.3333, 5.0883}, {45, 0.2, 0.5833, 5.2670}, {35, 0.3, 0.0833, 0.0774},
      {35, 0.3, 0.3333, 0.6975}, {35, 0.3, 0.5833, 1.2198}, {40, 0.3, 0.5833, 3.1696},
      {45, 0.3, 0.5833, 6.2436}, {40, 0.4, 0.5833, 4.3526}, {45, 0.4, 0.5833, 7.3830}};
  for (const Row& row : rows) {
    const OptionTerms put{.type = OptionType::kPut,
                          .underlying = 40,
                          .strike = row.strike,
                          .years = row.years,
                          .rate = 0.0488,
                          .carry = 0.0488,
                          .volatility = row.volatility};
    EXPECT_NEAR(LatticeAt(put, 1000), row.price, 2.1e-4) << row.strike << ' ' << row.volatility;
    EXPECT_NEAR(*BjerksundStenslandPrice(put), row.price, 0.03);
  }
}

// American options up to five years, by the fixed-point method of Andersen, Lake and Offengenden
// 2016 as QuantLib 1.44 has it (QdFpAmericanEngine, its scheme of high precision).
TEST(Lattice, AgreesWithTheFixedPointMethod) {
  struct Row {
    OptionType type;
    std::array<double, 6> terms;  // underlying, strike, years, rate, carry, volatility
    double price;
  };
  constexpr OptionType kCall = OptionType::kCall, kPut = OptionType::kPut;
  const Row rows[] = {{kCall, {100, 95, 0.2, 0.12, 0.02, 0.3}, 8.17130274},
                      {kPut, {100, 100, 1, 0.05, 0.05, 0.4}, 13.66761428},
                      {kCall, {100, 100, 1, 0.03, -0.04, 0.25}, 8.16470306},
                      {kPut, {100, 120, 1, 0.10, 0.06, 0.15}, 20.00000045},
                      {kCall, {90, 100, 2, 0.06, -0.02, 0.6}, 22.72600811},
                      {kPut, {100, 140, 3, 0.09, 0.03, 0.35}, 44.18579062},
                      {kPut, {100, 155.6, 5, 0.144, 0.0694, 0.4}, 56.70770135},
                      {kCall, {120, 100, 5, 0.02, -0.06, 0.3}, 26.62910255},
                      {kPut, {80, 100, 5, 0.04, 0, 0.8}, 59.30646272}};
  for (const Row& row : rows) {
    const auto& x = row.terms;
    const OptionTerms terms{.type = row.type,
                            .underlying = x[0],
                            .strike = x[1],
                            .years = x[2],
                            .rate = x[3],
                            .carry = x[4],
                            .volatility = x[5]};
    EXPECT_NEAR(LatticeAt(terms, 2000), row.price, 2e-5 * x[1]) << row.price;
    EXPECT_NEAR(LatticeAt(terms, 500), row.price, (x[2] > 1 ? 2e-4 : 1e-5) * x[1]) << row.price;
  }
}

OptionTerms RandomTerms(base::RandomStream& random) {
  OptionTerms t;
  t.type = random.NextUniform() < 0.5 ? OptionType::kCall : OptionType::kPut;
  t.underlying = 100;
  t.strike = 100 * std::exp(0.8 * (random.NextUniform() - 0.5));
  t.years = 0.05 + 1.5 * random.NextUniform();
  t.rate = 0.15 * random.NextUniform();
  t.carry = t.rate - 0.15 * random.NextUniform();
  t.volatility = 0.1 + 0.7 * random.NextUniform();
  return t;
}

TEST(Lattice, ConvergesToTheClosedEuropeanPrice) {
  base::RandomStream random(4, "lattice");
  for (int i = 0; i < 100; ++i) {
    const OptionTerms t = RandomTerms(random);
    EXPECT_NEAR(LatticeAt(t, 200, Exercise::kEuropean), *BlackScholesPrice(t), 5e-3);
  }
}

TEST(BjerksundStensland, ALowerBoundNearTheLatticeAtRandomTerms) {
  base::RandomStream random(5, "american");
  double worst = 0;
  double worst_calm = 0;  // at volatilities up to 40 %
  for (int i = 0; i < 400; ++i) {
    const OptionTerms t = RandomTerms(random);
    const double fast = BjerksundStenslandPrice(t).value();
    const double exact = LatticeAt(t, 300);
    EXPECT_LT(fast, exact + 2e-3) << i;
    worst = std::max(worst, exact - fast);
    if (t.volatility < 0.4) worst_calm = std::max(worst_calm, exact - fast);
  }
  EXPECT_LT(worst, 0.8);  // of an underlying at 100 and prices up to 70: about one per cent
  EXPECT_LT(worst_calm, 0.2);
}

TEST(BjerksundStensland, WithoutAReasonToExerciseItIsEuropean) {
  OptionTerms t{
      .underlying = 100, .strike = 95, .years = 1, .rate = 0.05, .carry = 0.05, .volatility = 0.3};
  EXPECT_EQ(*BjerksundStenslandPrice(t), *BlackScholesPrice(t));
  t.type = OptionType::kPut;
  t.rate = 0;
  t.carry = -0.03;
  EXPECT_EQ(*BjerksundStenslandPrice(t), *BlackScholesPrice(t));
  // Deep in the money it is worth its payoff.
  t = {.type = OptionType::kPut,
       .underlying = 40,
       .strike = 100,
       .years = 1,
       .rate = 0.08,
       .carry = 0.08,
       .volatility = 0.2};
  EXPECT_EQ(*BjerksundStenslandPrice(t), 60);
}

TEST(American, WhateverTheTermsTheAnswerIsANumberOrAnError) {
  base::RandomStream random(26, "wild");
  int prices = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto wide = [&](double low, double high) {
      return std::exp(std::log(low) + std::log(high / low) * random.NextUniform());
    };
    const OptionTerms t{.type = random.NextUniform() < 0.5 ? OptionType::kCall : OptionType::kPut,
                        .underlying = wide(1e-6, 1e6),
                        .strike = wide(1e-6, 1e6),
                        .years = wide(1e-8, 50),
                        .rate = 2 * random.NextUniform() - 0.3,
                        .carry = 2 * random.NextUniform() - 1,
                        .volatility = wide(1e-5, 20)};
    for (const auto& price :
         {BlackScholesPrice(t), BjerksundStenslandPrice(t), LatticePrice(t, {.steps = 20})}) {
      if (!price) continue;
      ++prices;
      EXPECT_TRUE(std::isfinite(*price) && *price >= 0) << i;
    }
    const auto greeks = BlackScholesGreeks(t);
    EXPECT_TRUE(!greeks || std::isfinite(greeks->ultima + greeks->color)) << i;
  }
  EXPECT_GT(prices, 5000);
}

TEST(American, BadTermsAndSettingsAreErrors) {
  OptionTerms t{.underlying = 100, .strike = 100, .years = 1, .rate = 0.05, .volatility = 0.2};
  EXPECT_FALSE(LatticePrice(t, {.steps = 3}).has_value());
  EXPECT_FALSE(LatticePrice(t, {.steps = 101}).has_value());
  t.rate = -0.05;
  t.carry = -0.1;
  EXPECT_FALSE(BjerksundStenslandPrice(t).has_value());
  EXPECT_TRUE(LatticePrice(t, {.steps = 100}).has_value());
  OptionTerms wild = t;
  wild.volatility = 20;
  EXPECT_FALSE(LatticePrice(wild, {.steps = 1000}).has_value());
  t.volatility = 0;
  EXPECT_FALSE(BjerksundStenslandPrice(t).has_value());
  t.volatility = 0.001;
  EXPECT_NE(LatticePrice(t, {.steps = 10}).error().message.find("too few"), std::string::npos);
}

}  // namespace
}  // namespace keel::models
