// SPDX-License-Identifier: MIT
#include "models/monte_carlo/regime_garch.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/monte_carlo/testing/slow_path.h"

namespace keel::models {
namespace {

// GJR-t around a level that is known and doubles now and then.
RegimeReturns Series(const RegimeGarch& truth, size_t count, uint64_t item,
                     std::vector<double>& returns) {
  base::RandomStream random(61, "test.regime_garch", item);
  RegimeReturns series;
  double h = 1e-4, carry = 0;
  for (size_t t = 0; t <= count; ++t) {
    const double level = t / 300 % 2 == 0 ? 1e-4 : 9e-4;
    h = t == 0 ? level : (1 - truth.persistence()) * level + carry + truth.beta * h;
    series.levels.push_back(level);
    if (t == count) break;
    const double e =
        std::sqrt(h) * random.NextNormal() * testing::Mixing(static_cast<int>(truth.nu), random);
    carry = (truth.alpha + (e < 0 ? truth.gamma : 0)) * e * e;
    series.means.push_back(0.001);
    returns.push_back(0.001 + e);
  }
  series.returns = returns;
  return series;
}

TEST(RegimeGarch, RecoversItsParameters) {
  const RegimeGarch truth{.alpha = 0.05, .gamma = 0.08, .beta = 0.8, .nu = 6};
  double alpha = 0, gamma = 0, beta = 0, inverse_nu = 0;
  constexpr int kRuns = 6;
  for (uint64_t run = 0; run < kRuns; ++run) {
    std::vector<double> returns;
    const auto fit = FitRegimeGarch(Series(truth, 5000, run, returns));
    ASSERT_TRUE(fit.has_value()) << fit.error().message;
    alpha += fit->alpha / kRuns, gamma += fit->gamma / kRuns;
    beta += fit->beta / kRuns, inverse_nu += 1 / fit->nu / kRuns;
  }
  EXPECT_NEAR(alpha, truth.alpha, 0.015);
  EXPECT_NEAR(gamma, truth.gamma, 0.03);
  EXPECT_NEAR(beta, truth.beta, 0.04);
  EXPECT_NEAR(inverse_nu, 1 / 6.0, 0.01);
}

TEST(RegimeGarch, ARefitFromAnyStartIsAsLikelyAsAFreshFit) {
  const RegimeGarch truth{.alpha = 0.05, .gamma = 0.08, .beta = 0.8, .nu = 6};
  const RegimeGarch starts[] = {truth,
                                {.alpha = 0.1, .beta = 0.5, .nu = 20},
                                {.alpha = 0, .gamma = 0.06, .beta = 0.93, .nu = 3},
                                {.nu = 200}};
  for (uint64_t run = 0; run < 4; ++run) {
    std::vector<double> returns;
    const RegimeReturns series = Series(truth, 5000, run, returns);
    const auto likelihood = [&](const RegimeGarch& garch) {
      return FilterRegimeGarch(series, garch).log_likelihood;
    };
    const double fresh = likelihood(FitRegimeGarch(series).value());
    for (const RegimeGarch& start : starts) {
      const auto refit = FitRegimeGarch(series, start);
      ASSERT_TRUE(refit.has_value()) << refit.error().message;
      EXPECT_GT(likelihood(*refit), fresh - 2e-3) << run << " from nu " << start.nu;
      EXPECT_GE(likelihood(*refit), likelihood(start));
    }
  }
}

TEST(RegimeGarch, TheLikelihoodIsThatOfScaledT) {
  const RegimeGarch garch{.alpha = 0.05, .gamma = 0.1, .beta = 0.8, .nu = 5};
  std::vector<double> returns;
  const RegimeReturns series = Series(garch, 103, 9, returns);
  const RegimeResiduals filtered = FilterRegimeGarch(series, garch);
  double h = 1e-4, sum = 0;
  for (size_t t = 0; t < 103; ++t) {
    const double e = returns[t] - 0.001, w = 1 + e * e / (3 * h);
    EXPECT_NEAR(filtered.standardised[t], e / std::sqrt(h), 1e-12);
    sum += std::lgamma(3.0) - std::lgamma(2.5) - 0.5 * std::log(M_PI * 3 * h) - 3 * std::log(w);
    h = 0.1 * series.levels[t + 1] + (0.05 + (e < 0 ? 0.1 : 0)) * e * e + 0.8 * h;
  }
  EXPECT_NEAR(filtered.log_likelihood, sum, 1e-9);
  EXPECT_NEAR(filtered.next_variance, h, 1e-18);
}

TEST(RegimeGarch, RefusesWhatItCannotFit) {
  std::vector<double> returns;
  const RegimeGarch garch{.alpha = 0.05, .beta = 0.9, .nu = 5};
  RegimeReturns series = Series(garch, 60, 1, returns);
  returns[5] = NAN;
  EXPECT_EQ(FitRegimeGarch(series).error().message, "return 6 is not finite");
  returns[5] = 0;
  series.levels[3] = 0;
  EXPECT_FALSE(FitRegimeGarch(series).has_value());
  std::vector<double> few;
  EXPECT_FALSE(FitRegimeGarch(Series(garch, 49, 1, few)).has_value());
}

}  // namespace
}  // namespace keel::models
