// SPDX-License-Identifier: MIT
#include "models/options/black_scholes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "base/random.h"

namespace keel::models {
namespace {

constexpr OptionTerms kStockCall{.type = OptionType::kCall,
                                 .underlying = 60,
                                 .strike = 65,
                                 .years = 0.25,
                                 .rate = 0.08,
                                 .carry = 0.08,
                                 .volatility = 0.30};

// Haug 2007, "The Complete Guide to Option Pricing Formulas", the worked examples of chapter 1.
TEST(BlackScholes, HaugWorkedExamples) {
  EXPECT_NEAR(*BlackScholesPrice(kStockCall), 2.1334, 5e-5);
  EXPECT_NEAR(*BlackScholesPrice({.type = OptionType::kPut,
                                  .underlying = 100,
                                  .strike = 95,
                                  .years = 0.5,
                                  .rate = 0.10,
                                  .carry = 0.05,
                                  .volatility = 0.20}),
              2.4648, 5e-5);
  // Garman and Kohlhagen: a currency call, r 6 %, foreign rate 8 %.
  EXPECT_NEAR(*BlackScholesPrice({.type = OptionType::kCall,
                                  .underlying = 1.56,
                                  .strike = 1.60,
                                  .years = 0.5,
                                  .rate = 0.06,
                                  .carry = -0.02,
                                  .volatility = 0.12}),
              0.0291, 5e-5);
}

// Haug 2007, chapter 2: one worked example for each of these sensitivities.
TEST(BlackScholes, HaugGreeks) {
  const auto at = [](OptionType type, std::array<double, 6> x) {
    return BlackScholesGreeks({.type = type,
                               .underlying = x[0],
                               .strike = x[1],
                               .years = x[2],
                               .rate = x[3],
                               .carry = x[4],
                               .volatility = x[5]})
        .value();
  };
  constexpr OptionType kCall = OptionType::kCall, kPut = OptionType::kPut;
  EXPECT_NEAR(at(kCall, {55, 60, 0.75, 0.10, 0.10, 0.30}).gamma, 0.0278, 5e-5);
  EXPECT_NEAR(at(kPut, {430, 405, 1.0 / 12, 0.07, 0.02, 0.20}).theta, -31.1924, 5e-5);
  EXPECT_NEAR(at(kCall, {72, 75, 1, 0.09, 0.09, 0.19}).rho, 38.7325, 5e-5);
  EXPECT_NEAR(at(kCall, {90, 80, 0.25, 0.05, 0.05, 0.20}).vanna, -1.0008, 5e-5);
  EXPECT_NEAR(at(kPut, {105, 90, 0.25, 0.14, 0, 0.24}).charm, 0.3700, 5e-5);
  EXPECT_NEAR(at(kCall, {100, 80, 0.25, 0.05, 0, 0.26}).zomma, 0.0463, 5e-5);
}

TEST(BlackScholes, HaugBlack76) {
  OptionTerms terms{
      .underlying = 19, .strike = 19, .years = 0.75, .rate = 0.10, .volatility = 0.28};
  for (const OptionType type : {OptionType::kCall, OptionType::kPut}) {
    terms.type = type;
    terms.carry = 0.7;  // not read
    EXPECT_NEAR(*Black76Price(terms), 1.7011, 5e-5);
  }
}

// Hull, "Options, Futures, and Other Derivatives": example 15.6 (call 4.76, put 0.81) and the
// Greeks of chapter 19 (S 49, K 50, r 5 %, v 20 %, 20 weeks: 2.40, delta 0.522, gamma 0.066,
// vega 12.1, theta -4.31, rho 8.91).
TEST(BlackScholes, HullExamples) {
  OptionTerms terms{.underlying = 42,
                    .strike = 40,
                    .years = 0.5,
                    .rate = 0.10,
                    .carry = 0.10,
                    .volatility = 0.20};
  EXPECT_NEAR(*BlackScholesPrice(terms), 4.76, 5e-3);
  terms.type = OptionType::kPut;
  EXPECT_NEAR(*BlackScholesPrice(terms), 0.81, 5e-3);
  const auto greeks = BlackScholesGreeks({.underlying = 49,
                                          .strike = 50,
                                          .years = 0.3846,
                                          .rate = 0.05,
                                          .carry = 0.05,
                                          .volatility = 0.20});
  ASSERT_TRUE(greeks.has_value());
  EXPECT_NEAR(greeks->price, 2.40, 5e-3);
  EXPECT_NEAR(greeks->delta, 0.522, 5e-4);
  EXPECT_NEAR(greeks->gamma, 0.066, 5e-4);
  EXPECT_NEAR(greeks->vega, 12.1, 5e-2);
  EXPECT_NEAR(greeks->theta, -4.31, 5e-3);
  EXPECT_NEAR(greeks->rho, 8.91, 5e-3);
}

// Haug 2007, chapter 2: a futures call (105, 100, half a year, r 10 %, b 0, v 36 %) has delta
// 0.5946, the put -0.3566.
TEST(BlackScholes, HaugDelta) {
  OptionTerms terms{
      .underlying = 105, .strike = 100, .years = 0.5, .rate = 0.10, .carry = 0, .volatility = 0.36};
  EXPECT_NEAR(BlackScholesGreeks(terms)->delta, 0.5946, 5e-5);
  terms.type = OptionType::kPut;
  EXPECT_NEAR(BlackScholesGreeks(terms)->delta, -0.3566, 5e-5);
}

OptionTerms RandomTerms(base::RandomStream& random) {
  OptionTerms t;
  t.type = random.NextUniform() < 0.5 ? OptionType::kCall : OptionType::kPut;
  t.underlying = 10 + 190 * random.NextUniform();
  t.strike = t.underlying * std::exp(0.6 * (random.NextUniform() - 0.5));
  t.years = 0.05 + 2 * random.NextUniform();
  t.rate = -0.02 + 0.12 * random.NextUniform();
  t.carry = -0.05 + 0.15 * random.NextUniform();
  t.volatility = 0.1 + 0.9 * random.NextUniform();
  return t;
}

TEST(BlackScholes, PutCallParity) {
  base::RandomStream random(1, "parity");
  for (int i = 0; i < 2000; ++i) {
    OptionTerms t = RandomTerms(random);
    t.type = OptionType::kCall;
    const double call = *BlackScholesPrice(t);
    t.type = OptionType::kPut;
    const double put = *BlackScholesPrice(t);
    const double forward = t.underlying * std::exp((t.carry - t.rate) * t.years) -
                           t.strike * std::exp(-t.rate * t.years);
    EXPECT_NEAR(call - put, forward, 1e-12 * (t.underlying + t.strike));
  }
}

/// The derivative of `value` along `field` by a five-point difference.
double Slope(const OptionTerms& t, double OptionTerms::*field, double step,
             const std::function<double(const OptionTerms&)>& value) {
  const auto at = [&](double shift) {
    OptionTerms moved = t;
    moved.*field += shift;
    return value(moved);
  };
  return (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
}

TEST(BlackScholes, GreeksAreTheDerivativesTheyClaim) {
  base::RandomStream random(2, "greeks");
  using G = double OptionGreeks::*;
  struct Row {
    G greek, of;
    double OptionTerms::*field;
    double sign;
  };
  const Row rows[] = {
      {&OptionGreeks::delta, &OptionGreeks::price, &OptionTerms::underlying, 1},
      {&OptionGreeks::gamma, &OptionGreeks::delta, &OptionTerms::underlying, 1},
      {&OptionGreeks::vega, &OptionGreeks::price, &OptionTerms::volatility, 1},
      {&OptionGreeks::theta, &OptionGreeks::price, &OptionTerms::years, -1},
      {&OptionGreeks::rho_fixed_carry, &OptionGreeks::price, &OptionTerms::rate, 1},
      {&OptionGreeks::carry_rho, &OptionGreeks::price, &OptionTerms::carry, 1},
      {&OptionGreeks::phi, &OptionGreeks::price, &OptionTerms::carry, -1},
      {&OptionGreeks::vanna, &OptionGreeks::delta, &OptionTerms::volatility, 1},
      {&OptionGreeks::vanna, &OptionGreeks::vega, &OptionTerms::underlying, 1},
      {&OptionGreeks::vomma, &OptionGreeks::vega, &OptionTerms::volatility, 1},
      {&OptionGreeks::charm, &OptionGreeks::delta, &OptionTerms::years, -1},
      {&OptionGreeks::charm, &OptionGreeks::theta, &OptionTerms::underlying, 1},
      {&OptionGreeks::veta, &OptionGreeks::vega, &OptionTerms::years, -1},
      {&OptionGreeks::speed, &OptionGreeks::gamma, &OptionTerms::underlying, 1},
      {&OptionGreeks::zomma, &OptionGreeks::gamma, &OptionTerms::volatility, 1},
      {&OptionGreeks::color, &OptionGreeks::gamma, &OptionTerms::years, -1},
      {&OptionGreeks::ultima, &OptionGreeks::vomma, &OptionTerms::volatility, 1},
  };
  for (int i = 0; i < 500; ++i) {
    const OptionTerms t = RandomTerms(random);
    const OptionGreeks greeks = *BlackScholesGreeks(t);
    for (const Row& row : rows) {
      const auto value = [&](const OptionTerms& x) { return (*BlackScholesGreeks(x)).*row.of; };
      const bool prices = row.field == &OptionTerms::underlying;
      const double step = prices ? 1e-3 * t.underlying * t.volatility * std::sqrt(t.years) : 2e-4;
      const double slope = row.sign * Slope(t, row.field, step, value);
      const double size = std::max(std::abs(greeks.*row.greek), std::abs(greeks.*row.of));
      EXPECT_NEAR(greeks.*row.greek, slope, 2e-6 * size + 1e-9 * std::abs(greeks.*row.of) / step)
          << "row " << &row - rows << " case " << i;
    }
    // With the yield held, a rate step moves rate and carry together.
    EXPECT_NEAR(greeks.rho, greeks.rho_fixed_carry + greeks.carry_rho,
                1e-11 * (t.underlying + t.strike) * t.years);
  }
}

TEST(BlackScholes, WithoutVolatilityOrTimeTheForwardPaysOff) {
  OptionTerms t = kStockCall;
  t.volatility = 0;
  EXPECT_EQ(*BlackScholesPrice(t), 0);
  t.strike = 50;
  EXPECT_NEAR(*BlackScholesPrice(t), 60 - 50 * std::exp(-0.02), 1e-12);
  t.years = 0;
  EXPECT_EQ(*BlackScholesPrice(t), 10);
  t.volatility = 1e-9;
  t.years = 0.25;
  EXPECT_NEAR(*BlackScholesPrice(t), 60 - 50 * std::exp(-0.02), 1e-12);
}

TEST(BlackScholes, BadTermsAreNamed) {
  const auto message = [](auto change) {
    OptionTerms t = kStockCall;
    change(t);
    const auto price = BlackScholesPrice(t);
    return price ? std::string("a price") : price.error().message;
  };
  EXPECT_EQ(message([](OptionTerms& t) { t.underlying = -1; }),
            "option: underlying is -1; it must be a positive price");
  EXPECT_EQ(message([](OptionTerms& t) { t.strike = 0; }),
            "option: strike is 0; it must be a positive price");
  EXPECT_NE(message([](OptionTerms& t) { t.years = -0.1; }).find("years"), std::string::npos);
  EXPECT_NE(message([](OptionTerms& t) { t.volatility = std::nan(""); }).find("volatility"),
            std::string::npos);
  EXPECT_NE(message([](OptionTerms& t) { t.rate = 1e9; }).find("rate"), std::string::npos);
  EXPECT_NE(message([](OptionTerms& t) { t.carry = INFINITY; }).find("carry"), std::string::npos);
  OptionTerms expired = kStockCall;
  expired.years = 0;
  EXPECT_FALSE(BlackScholesGreeks(expired).has_value());
  expired.years = 1e-300;
  EXPECT_FALSE(BlackScholesGreeks(expired).has_value());
}

}  // namespace
}  // namespace keel::models
