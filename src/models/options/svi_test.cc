// SPDX-License-Identifier: MIT
#include "models/options/svi.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"

namespace keel::models {
namespace {

// Axel Vogt's smile in Gatheral and Jacquier 2014, "Arbitrage-free SVI volatility surfaces",
// example 3.1: no calendar problem, but a density that turns negative.
constexpr SviParameters kVogt{
    .a = -0.0410, .b = 0.1331, .rho = 0.3060, .m = 0.3586, .sigma = 0.4153};
constexpr SviParameters kCalm{.a = 0.02, .b = 0.10, .rho = -0.4, .m = 0.05, .sigma = 0.2};

TEST(Svi, VogtSmileIsNotFreeOfButterflies) {
  const auto check = CheckButterfly(kVogt);
  ASSERT_TRUE(check.has_value());
  EXPECT_FALSE(check->free_of_arbitrage);
  EXPECT_LT(check->worst_density, -0.01);
  EXPECT_GT(check->worst_k, 0.5);  // figure 2 of the paper: negative around k = 0.9
  EXPECT_LT(check->worst_k, 1.3);
  // The paper's example 5.1 gives the nearest smile with the same at-the-money level, skew and left
  // wing: (0.8564412 call wing, minimum variance 0.0116249), free of arbitrage.
  EXPECT_TRUE(CheckButterfly(kCalm)->free_of_arbitrage);
}

TEST(Svi, AWingSteeperThanTwoIsArbitrage) {
  SviParameters steep = kCalm;
  steep.b = 1.6;
  const auto check = CheckButterfly(steep);
  ASSERT_TRUE(check.has_value());
  EXPECT_FALSE(check->free_of_arbitrage);
}

TEST(Svi, ButterflyDensityIsTheDensityOfThePrices) {
  // g(k) n(d2) / sqrt(w) is the density of ln(S_T/F) at k: it integrates to 1 [Gatheral, Jacquier].
  double mass = 0;
  double forward = 0;
  const double step = 0.001;
  for (double k = -12; k < 6; k += step) {
    const double w = SviTotalVariance(kCalm, k);
    const double d2 = -k / std::sqrt(w) - std::sqrt(w) / 2;
    const double density =
        SviButterflyDensity(kCalm, k) * std::exp(-d2 * d2 / 2) / std::sqrt(2 * M_PI * w);
    mass += density * step;
    forward += density * step * std::exp(k);
  }
  EXPECT_NEAR(mass, 1, 1e-6);
  EXPECT_NEAR(forward, 1, 1e-6);
}

TEST(Svi, RecoversTheParametersOfExactQuotes) {
  for (const SviParameters& truth : {kVogt, kCalm}) {
    std::vector<double> k, w;
    for (int i = 0; i < 21; ++i) {
      k.push_back(-1 + 0.12 * i);
      w.push_back(SviTotalVariance(truth, k.back()));
    }
    const auto fit = FitSvi(k, w);
    ASSERT_TRUE(fit.has_value()) << fit.error().message;
    EXPECT_LT(fit->rms_error, 1e-8);
    EXPECT_NEAR(fit->parameters.a, truth.a, 1e-5);
    EXPECT_NEAR(fit->parameters.b, truth.b, 1e-5);
    EXPECT_NEAR(fit->parameters.rho, truth.rho, 1e-4);
    EXPECT_NEAR(fit->parameters.m, truth.m, 1e-4);
    EXPECT_NEAR(fit->parameters.sigma, truth.sigma, 1e-4);
  }
}

TEST(Svi, NoisyQuotesAreFittedBetterThanByTheTruth) {
  base::RandomStream random(6, "svi");
  for (int trial = 0; trial < 5; ++trial) {
    std::vector<double> k, w;
    double truth_squares = 0;
    for (int i = 0; i < 25; ++i) {
      k.push_back(-0.6 + 0.05 * i);
      const double noise = 2e-4 * random.NextNormal();
      w.push_back(SviTotalVariance(kCalm, k.back()) + noise);
      truth_squares += noise * noise;
    }
    const auto fit = FitSvi(k, w);
    ASSERT_TRUE(fit.has_value()) << fit.error().message;
    EXPECT_LT(fit->rms_error, std::sqrt(truth_squares / 25));
    for (double at = -0.5; at < 0.6; at += 0.1) {
      EXPECT_NEAR(SviTotalVariance(fit->parameters, at), SviTotalVariance(kCalm, at), 5e-4);
    }
  }
}

TEST(Svi, QuotesThatCannotBeFittedAreErrors) {
  const std::vector<double> k = {-0.2, -0.1, 0, 0.1};
  const std::vector<double> w = {0.05, 0.04, 0.04, 0.05};
  EXPECT_EQ(FitSvi(k, w).error().message,
            "SVI fit: 4 different strikes; five parameters need at least 5");
  const std::vector<double> k5 = {-0.2, -0.1, 0, 0.1, 0.2};
  EXPECT_FALSE(FitSvi(k5, w).has_value());
  const std::vector<double> negative = {0.05, 0.04, -0.04, 0.05, 0.06};
  EXPECT_NE(FitSvi(k5, negative).error().message.find("quote 2"), std::string::npos);
  EXPECT_FALSE(CheckButterfly({.a = 0.1, .b = -0.1, .sigma = 0.1}).has_value());
  EXPECT_FALSE(CheckButterfly({.a = -1, .b = 0.1, .sigma = 0.1}).has_value());
}

}  // namespace
}  // namespace keel::models
