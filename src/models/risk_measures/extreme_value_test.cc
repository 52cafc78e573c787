// SPDX-License-Identifier: MIT
#include "models/risk_measures/extreme_value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"

namespace keel::models {
namespace {

std::vector<double> DrawGpd(size_t n, double xi, double beta, uint64_t item) {
  base::RandomStream random(14, "gpd", item);
  std::vector<double> y(n);
  for (double& x : y) {
    const double rarity = -std::log(random.NextOpenUniform());
    x = beta * (xi == 0 ? rarity : std::expm1(xi * rarity) / xi);
  }
  return y;
}

double Likelihood(const std::vector<double>& y, double xi, double beta) {
  double sum = 0;
  for (const double x : y) {
    if (1 + xi * x / beta <= 0) return -INFINITY;
    sum -= std::log(beta) + (1 + 1 / xi) * std::log1p(xi * x / beta);
  }
  return sum;
}

TEST(Gpd, RecoversShapeAndScaleWithinTheirErrors) {
  for (const double xi : {-0.3, -0.1, 0.0, 0.2, 0.5, 1.2}) {
    int inside_xi = 0, inside_beta = 0;
    const int trials = 60;
    for (int trial = 0; trial < trials; ++trial) {
      const auto y = DrawGpd(1000, xi, 0.02, static_cast<uint64_t>(trial));
      const auto fit = FitGpd(y);
      ASSERT_TRUE(fit.has_value()) << xi << ": " << fit.error().message;
      inside_xi += std::abs(fit->xi - xi) < 1.96 * fit->xi_error ? 1 : 0;
      inside_beta += std::abs(fit->beta - 0.02) < 1.96 * fit->beta_error ? 1 : 0;
    }
    EXPECT_GE(inside_xi, 51) << xi;  // 57 expected of 60
    EXPECT_GE(inside_beta, 51) << xi;
  }
}

TEST(Gpd, TheFitIsTheTopOfTheLikelihood) {
  for (const double xi : {-0.2, 0.1, 0.4, 0.8}) {
    const auto y = DrawGpd(150, xi, 3, 99);
    const GpdFit fit = FitGpd(y).value();
    EXPECT_NEAR(fit.log_likelihood, Likelihood(y, fit.xi, fit.beta), 1e-7);
    // Nowhere on a grid over both parameters is it higher.
    for (double x = -0.45; x < 1.6; x += 0.0501) {
      for (double b = 1; b < 6; b += 0.1) EXPECT_LE(Likelihood(y, x, b), fit.log_likelihood + 1e-9);
    }
    for (const double step : {-1e-3, 1e-3}) {
      EXPECT_LT(Likelihood(y, fit.xi + step, fit.beta), fit.log_likelihood);
      EXPECT_LT(Likelihood(y, fit.xi, fit.beta * (1 + step)), fit.log_likelihood);
    }
  }
}

TEST(Gpd, BadExcessesAreErrors) {
  EXPECT_NE(FitGpd(std::vector<double>(19, 1.0)).error().message.find("at least 20"),
            std::string::npos);
  std::vector<double> y = DrawGpd(50, 0.2, 1, 1);
  y[7] = 0;
  EXPECT_FALSE(FitGpd(y).has_value());
  // Uniform excesses: the likelihood has its top at a shape of -1, where it is not regular.
  for (size_t i = 0; i < y.size(); ++i) y[i] = 0.02 * static_cast<double>(i + 1);
  EXPECT_FALSE(FitGpd(y).has_value());
}

TEST(PeaksOverThreshold, FindsTheTailOfStudentsT) {
  // t with 3 degrees: quantiles 4.5407 (99 %) and 10.2145 (99.9 %), tail shape 1/3.
  double q99 = 0, q999 = 0, shape = 0;
  const int trials = 40;
  for (int trial = 0; trial < trials; ++trial) {
    base::RandomStream random(15, "pot", static_cast<uint64_t>(trial));
    std::vector<double> returns;
    for (int i = 0; i < 5000; ++i) {
      const double z = random.NextNormal();
      double chi = 0;
      for (int j = 0; j < 3; ++j) chi += std::pow(random.NextNormal(), 2);
      returns.push_back(z / std::sqrt(chi / 3));
    }
    const auto at99 = PeaksOverThresholdRisk(returns, {.level = 0.99, .tail_share = 0.04});
    const auto at999 = PeaksOverThresholdRisk(returns, {.level = 0.999, .tail_share = 0.04});
    ASSERT_TRUE(at99.has_value() && at999.has_value());
    EXPECT_EQ(at99->excesses, 200U);
    EXPECT_GT(at99->risk.expected_shortfall, at99->risk.value_at_risk);
    q99 += at99->risk.value_at_risk / trials;
    q999 += at999->risk.value_at_risk / trials;
    shape += at99->fit.xi / trials;
  }
  EXPECT_NEAR(q99, 4.5407, 0.1);
  EXPECT_NEAR(q999, 10.2145, 0.6);
  EXPECT_NEAR(shape, 1.0 / 3, 0.1);
}

TEST(PeaksOverThreshold, AnExactParetoTailHasItsClosedShortfall) {
  // Returns whose losses over 0.02 are Pareto by construction: 10 % of the sample.
  const double xi = 0.25, beta = 0.01, u = 0.02;
  std::vector<double> returns(180'000, 0.001);
  for (const double y : DrawGpd(20'000, xi, beta, 5)) returns.push_back(-u - y);
  returns[0] = -u;  // the loss at the threshold itself
  const auto risk = PeaksOverThresholdRisk(returns, {.level = 0.995, .tail_share = 0.1});
  ASSERT_TRUE(risk.has_value());
  EXPECT_EQ(risk->threshold, u);
  const double var = u + beta / xi * (std::pow(0.05, -xi) - 1);
  EXPECT_NEAR(risk->risk.value_at_risk, var, 0.02 * var);
  EXPECT_NEAR(risk->risk.expected_shortfall, var / (1 - xi) + (beta - xi * u) / (1 - xi),
              0.05 * var);  // the shape's error of 0.009 alone makes 3 %
}

TEST(PeaksOverThreshold, WhatItCannotAnswerIsAnError) {
  const std::vector<double> losses = [] {
    std::vector<double> r = DrawGpd(1000, 0.2, 1, 3);
    for (double& x : r) x = 0.5 - x;
    return r;
  }();
  EXPECT_TRUE(PeaksOverThresholdRisk(losses, {.level = 0.99}).has_value());
  EXPECT_FALSE(PeaksOverThresholdRisk(losses, {.level = 0.85}).has_value());
  EXPECT_FALSE(PeaksOverThresholdRisk(losses, {.tail_share = 0.01}).has_value());
  EXPECT_FALSE(PeaksOverThresholdRisk(losses, {.tail_share = 0.9}).has_value());
  const std::vector<double> gains(100, 0.1);
  EXPECT_NE(PeaksOverThresholdRisk(gains, {}).error().message.find("above 0"), std::string::npos);
}

}  // namespace
}  // namespace keel::models
