// SPDX-License-Identifier: MIT
#include "models/risk_measures/parametric.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"

namespace keel::models {
namespace {

/// A draw of Student's t: a normal over the root of a chi squared with a whole number of degrees.
double DrawT(base::RandomStream& random, int nu) {
  const double z = random.NextNormal();
  double chi = 0;
  for (int i = 0; i < nu; ++i) {
    const double x = random.NextNormal();
    chi += x * x;
  }
  return z / std::sqrt(chi / nu);
}

TEST(NormalTailRisk, PublishedQuantiles) {
  // Mean 0, sample deviation 1: VaR 1.6449 and 2.3263, ES 2.0627 and 2.6652 [McNeil, Frey,
  // Embrechts 2015, example 2.15 and table 2.1].
  const std::vector<double> unit = {-std::sqrt(0.5), std::sqrt(0.5)};
  EXPECT_NEAR(NormalTailRisk(unit, 0.95)->value_at_risk, 1.6449, 5e-5);
  EXPECT_NEAR(NormalTailRisk(unit, 0.95)->expected_shortfall, 2.0627, 5e-5);
  EXPECT_NEAR(NormalTailRisk(unit, 0.99)->value_at_risk, 2.3263, 5e-5);
  EXPECT_NEAR(NormalTailRisk(unit, 0.99)->expected_shortfall, 2.6652, 5e-5);
}

// McNeil, Frey, Embrechts 2005, table 2.1 and example 2.21: a position of 10000 with volatility
// 0.2 / sqrt(250), normal and t4 scaled to the same variance.
TEST(ParametricTailRisk, McNeilFreyEmbrechtsTable) {
  const double sigma = 10'000 * 0.2 / std::sqrt(250.0);
  const double levels[] = {0.90, 0.95, 0.975, 0.99, 0.995};
  const double normal_var[] = {162.1, 208.1, 247.9, 294.3, 325.8};
  const double t_var[] = {137.1, 190.7, 248.3, 335.1, 411.8};
  const double normal_es[] = {222.0, 260.9, 295.7, 337.1, 365.8};
  const std::vector<double> unit = {-sigma * std::sqrt(0.5), sigma * std::sqrt(0.5)};
  const StudentTFit t{.scale = sigma / std::sqrt(2.0), .degrees_of_freedom = 4};
  for (int i = 0; i < 5; ++i) {
    EXPECT_NEAR(NormalTailRisk(unit, levels[i])->value_at_risk, normal_var[i], 0.06);
    EXPECT_NEAR(NormalTailRisk(unit, levels[i])->expected_shortfall, normal_es[i], 0.06);
    EXPECT_NEAR(StudentTTailRisk(t, levels[i])->value_at_risk, t_var[i], 0.06);
  }
}

TEST(StudentT, TheShortfallIsTheMeanOfItsQuantiles) {
  const StudentTFit t{.location = 0.1, .scale = 2, .degrees_of_freedom = 6};
  double sum = 0;
  const int n = 20'000;
  for (int i = 0; i < n; ++i) sum += StudentTTailRisk(t, 0.9 + 0.1 * (i + 0.5) / n)->value_at_risk;
  EXPECT_NEAR(StudentTTailRisk(t, 0.9)->expected_shortfall, sum / n, 1e-3);
}

TEST(StudentT, RecoversItsParameters) {
  for (const int nu : {3, 5, 10}) {
    base::RandomStream random(11, "student", static_cast<uint64_t>(nu));
    std::vector<double> returns;
    for (int i = 0; i < 20'000; ++i) returns.push_back(0.001 + 0.02 * DrawT(random, nu));
    const auto fit = FitStudentT(returns);
    ASSERT_TRUE(fit.has_value()) << fit.error().message;
    EXPECT_NEAR(fit->location, 0.001, 6e-4);
    EXPECT_NEAR(fit->scale, 0.02, 6e-4);
    EXPECT_NEAR(fit->degrees_of_freedom, nu, 0.12 * nu);
    const TailRisk got = StudentTTailRisk(returns, 0.99).value();
    const TailRisk want =
        StudentTTailRisk({.location = 0.001, .scale = 0.02, .degrees_of_freedom = 1.0 * nu}, 0.99)
            .value();
    EXPECT_NEAR(got.value_at_risk, want.value_at_risk, 0.04 * want.value_at_risk);
    EXPECT_NEAR(got.expected_shortfall, want.expected_shortfall, 0.06 * want.expected_shortfall);
  }
}

TEST(StudentT, TheFitIsTheTopOfTheLikelihood) {
  base::RandomStream random(12, "student");
  std::vector<double> returns;
  for (int i = 0; i < 500; ++i) returns.push_back(DrawT(random, 4));
  const StudentTFit fit = FitStudentT(returns).value();
  const auto likelihood = [&](double location, double scale, double nu) {
    double sum = 0;
    for (const double x : returns) {
      const double z = (x - location) / scale;
      sum += std::lgamma((nu + 1) / 2) - std::lgamma(nu / 2) - 0.5 * std::log(nu * M_PI) -
             std::log(scale) - (nu + 1) / 2 * std::log1p(z * z / nu);
    }
    return sum;
  };
  const double nu = fit.degrees_of_freedom;
  const double top = likelihood(fit.location, fit.scale, nu);
  EXPECT_NEAR(top, fit.log_likelihood, 1e-8);
  for (const double step : {-1e-2, 1e-2}) {
    EXPECT_LT(likelihood(fit.location + step, fit.scale, nu), top);
    EXPECT_LT(likelihood(fit.location, fit.scale * (1 + step), nu), top);
    EXPECT_LT(likelihood(fit.location, fit.scale, nu * (1 + step)), top);
  }
}

TEST(StudentT, NormalReturnsEndNearTheNormalLaw) {
  base::RandomStream random(13, "student");
  std::vector<double> returns;
  for (int i = 0; i < 5000; ++i) returns.push_back(random.NextNormal());
  const StudentTFit fit = FitStudentT(returns).value();
  EXPECT_GT(fit.degrees_of_freedom, 30);
  EXPECT_NEAR(StudentTTailRisk(returns, 0.99)->value_at_risk,
              NormalTailRisk(returns, 0.99)->value_at_risk, 0.06);
}

TEST(CornishFisher, TheNormalCaseAndTheDomain) {
  const TailRisk plain = CornishFisherTailRisk(Shape{.deviation = 1}, 0.99).value();
  EXPECT_NEAR(plain.value_at_risk, 2.3263479, 1e-7);
  EXPECT_NEAR(plain.expected_shortfall, 2.6652142, 1e-7);
  // Maillard 2012: no skew allows excess kurtosis of 0 to 8; the skew may reach 6 (sqrt 2 - 1).
  EXPECT_TRUE(CornishFisherIsMonotone(0, 7.99));
  EXPECT_FALSE(CornishFisherIsMonotone(0, 8.01));
  EXPECT_FALSE(CornishFisherIsMonotone(0, -0.01));
  const double most = 6 * (std::sqrt(2.0) - 1);
  const auto some_kurtosis = [](double skew) {
    for (double k = 0; k < 20; k += 1e-3) {
      if (CornishFisherIsMonotone(skew, k)) return true;
    }
    return false;
  };
  EXPECT_TRUE(some_kurtosis(most - 0.01));
  EXPECT_FALSE(some_kurtosis(most + 0.01));
  const auto outside = CornishFisherTailRisk(Shape{.deviation = 1, .excess_kurtosis = 9}, 0.99);
  ASSERT_FALSE(outside.has_value());
  EXPECT_NE(outside.error().message.find("no quantile"), std::string::npos);
}

TEST(CornishFisher, TheShortfallIsTheMeanOfItsQuantiles) {
  const Shape shape{.mean = 0.01, .deviation = 0.2, .skew = -0.4, .excess_kurtosis = 2};
  double sum = 0;
  const int n = 20'000;
  for (int i = 0; i < n; ++i) {
    sum += CornishFisherTailRisk(shape, 0.95 + 0.05 * (i + 0.5) / n)->value_at_risk;
  }
  EXPECT_NEAR(CornishFisherTailRisk(shape, 0.95)->expected_shortfall, sum / n, 2e-5);
}

TEST(CornishFisher, QuantileByHand) {
  // z = -2.326348: -2.326348 - 0.294126 (skew) - 0.467575 (kurtosis) + 0.060214 (skew squared).
  const Shape shape{.deviation = 1, .skew = -0.4, .excess_kurtosis = 2};
  EXPECT_NEAR(CornishFisherTailRisk(shape, 0.99)->value_at_risk, 3.027835, 2e-6);
  // The logistic law (excess kurtosis 1.2) has its 99 % loss at ln 99 sqrt(3) / pi deviations:
  // nearer to the corrected quantile than the normal one.
  const Shape logistic{.deviation = 1, .excess_kurtosis = 1.2};
  const double exact = std::log(99.0) * std::sqrt(3.0) / M_PI;
  EXPECT_NEAR(CornishFisherTailRisk(logistic, 0.99)->value_at_risk, exact, 0.08);
  EXPECT_GT(std::abs(2.3263 - exact), 0.2);
}

TEST(Parametric, BadInputIsAnError) {
  const std::vector<double> flat(30, 0.1);
  EXPECT_EQ(NormalTailRisk(flat, 0.95).error().message, "normal VaR: the 30 values do not vary");
  EXPECT_FALSE(FitStudentT(flat).has_value());
  EXPECT_FALSE(FitStudentT(std::vector<double>{1, 2, 3}).has_value());
  EXPECT_FALSE(CornishFisherTailRisk(flat, 0.95).has_value());
  EXPECT_FALSE(StudentTTailRisk(StudentTFit{.scale = 1, .degrees_of_freedom = 1}, 0.9).has_value());
  EXPECT_FALSE(StudentTTailRisk(StudentTFit{.scale = 1, .degrees_of_freedom = 4}, 1).has_value());
  std::vector<double> lumps(100, 0.0);  // most values equal: the scale falls to 0
  lumps[0] = 1;
  lumps[1] = -1;
  EXPECT_FALSE(FitStudentT(lumps).has_value());
}

}  // namespace
}  // namespace keel::models
