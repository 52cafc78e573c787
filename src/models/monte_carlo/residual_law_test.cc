// SPDX-License-Identifier: MIT
#include "models/monte_carlo/residual_law.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/monte_carlo/testing/slow_path.h"

namespace keel::models {
namespace {

// z = sqrt(v) t_nu + rare normal jumps, mean 0.
std::vector<double> Residuals(const ResidualLaw& law, size_t count, uint64_t item) {
  base::RandomStream random(41, "test.residuals", item);
  std::vector<double> z;
  for (size_t i = 0; i < count; ++i) {
    double x = std::sqrt(law.variance) * random.NextNormal() *
                   testing::Mixing(static_cast<int>(law.degrees_of_freedom), random) -
               law.intensity * law.jump_mean;
    if (random.NextUniform() < law.intensity) {
      x += law.jump_mean + law.jump_deviation * random.NextNormal();
    }
    z.push_back(x);
  }
  return z;
}

TEST(ResidualLaw, RecoversItsParameters) {
  const ResidualLaw truth{.degrees_of_freedom = 12,
                          .variance = 0.8,
                          .intensity = 0.01,
                          .jump_mean = -2,
                          .jump_deviation = 5};
  double nu = 0, variance = 0, intensity = 0, mean = 0, deviation = 0;
  constexpr int kRuns = 6;
  for (uint64_t run = 0; run < kRuns; ++run) {
    const auto fit = FitResidualLaw(Residuals(truth, 4000, run));
    ASSERT_TRUE(fit.has_value()) << fit.error().message;
    EXPECT_GT(fit->likelihood_ratio, 30);
    nu += 1 / fit->degrees_of_freedom / kRuns;
    variance += fit->variance / kRuns;
    intensity += fit->intensity / kRuns;
    mean += fit->jump_mean / kRuns;
    deviation += fit->jump_deviation / kRuns;
  }
  EXPECT_NEAR(nu, 1 / 12.0, 0.02);
  EXPECT_NEAR(variance, 0.8, 0.03);
  EXPECT_NEAR(intensity, 0.01, 0.003);  // 40 jumps a run
  EXPECT_NEAR(mean, -2, 1.2);
  EXPECT_NEAR(deviation, 5, 1);
}

TEST(ResidualLaw, ARefitFromAnEarlierOneIsAsLikelyAsAFreshFit) {
  const ResidualLaw laws[] = {{.degrees_of_freedom = 12,
                               .variance = 0.8,
                               .intensity = 0.01,
                               .jump_mean = -2,
                               .jump_deviation = 5},
                              {.degrees_of_freedom = 4}};
  for (const ResidualLaw& truth : laws) {
    const std::vector<double> residuals = Residuals(truth, 4000, 7);
    const auto fresh = FitResidualLaw(residuals);
    ASSERT_TRUE(fresh.has_value()) << fresh.error().message;
    const ResidualLaw starts[] = {*fresh,
                                  {.degrees_of_freedom = 7},
                                  {.degrees_of_freedom = 30,
                                   .variance = 0.9,
                                   .intensity = 0.02,
                                   .jump_mean = 0.5,
                                   .jump_deviation = 3}};
    for (const ResidualLaw& start : starts) {
      const auto refit = FitResidualLaw(residuals, start);
      ASSERT_TRUE(refit.has_value()) << refit.error().message;
      EXPECT_GT(refit->log_likelihood, fresh->log_likelihood - 2e-3);
      EXPECT_EQ(refit->intensity > 0, truth.intensity > 0);
    }
  }
}

TEST(ResidualLaw, TakesNoTailOfAtForJumps) {
  const ResidualLaw truth{.degrees_of_freedom = 4};
  int jumps = 0;
  for (uint64_t run = 0; run < 10; ++run) {
    const auto fit = FitResidualLaw(Residuals(truth, 2000, 100 + run));
    ASSERT_TRUE(fit.has_value()) << fit.error().message;
    jumps += fit->intensity > 0 ? 1 : 0;
    EXPECT_NEAR(1 / fit->degrees_of_freedom, 0.25, 0.12);
  }
  EXPECT_LE(jumps, 3);
}

TEST(ResidualLaw, TellsWhichResidualsJumped) {
  const ResidualLaw law{.degrees_of_freedom = 20,
                        .variance = 0.9,
                        .intensity = 0.01,
                        .jump_mean = 0,
                        .jump_deviation = 6};
  EXPECT_LT(JumpChance(law, 0), 0.01);
  EXPECT_GT(JumpChance(law, 9), 0.9);
  EXPECT_EQ(JumpChance(ResidualLaw{.degrees_of_freedom = 5}, 9), 0);
}

TEST(ResidualLaw, JointDegreesOfFreedomAreRecovered) {
  for (const int nu : {4, 8}) {
    base::RandomStream random(42, "test.joint", static_cast<uint64_t>(nu));
    const std::vector<double> correlation = {1, 0.6, 0.2, 0.6, 1, 0.4, 0.2, 0.4, 1};
    PathModel model;
    model.assets = 3;
    model.regimes = {.transition = {1}, .today = {1}, .means = {0, 0, 0}, .deviations = {1, 1, 1}};
    model.correlation = correlation;
    model.degrees_of_freedom = nu;
    const std::vector<double> rows = testing::SlowPath(model, 4000, random);
    const auto fit = FitJointDegreesOfFreedom({rows, 3}, correlation);
    ASSERT_TRUE(fit.has_value()) << fit.error().message;
    EXPECT_NEAR(1 / *fit, 1.0 / nu, 0.02);
  }
}

TEST(ResidualLaw, RefusesWhatHasNoLaw) {
  EXPECT_FALSE(FitResidualLaw(std::vector<double>(99, 0.5)).has_value());
  std::vector<double> z = Residuals({.degrees_of_freedom = 5}, 200, 7);
  z[10] = NAN;
  EXPECT_EQ(FitResidualLaw(z).error().message, "residual 11 is not finite");
  const std::vector<double> rows(400, 0.1);
  EXPECT_FALSE(FitJointDegreesOfFreedom({rows, 2}, {1, 1, 1, 1}).has_value());
  EXPECT_FALSE(FitJointDegreesOfFreedom({rows, 2}, {1, 2, 2, 1}).has_value());
}

}  // namespace
}  // namespace keel::models
