// SPDX-License-Identifier: MIT
#include "math/newey_west.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"
#include "math/stationary_bootstrap.h"

namespace keel::math {
namespace {

// Growth of US real GDP in % a quarter, 1959Q2 to 1969Q1: statsmodels.datasets.macrodata,
// 100 diff(log(realgdp)), to four decimals.
const std::vector<double> kGrowth = {
    2.4942, -0.1193, 0.3495, 2.219,  -0.4685, 0.1633, -1.2906, 0.5923, 1.8535, 1.6032,
    2.0153, 1.7777,  1.0981, 0.9204, 0.2427,  1.2985, 1.2453,  1.8654, 0.7574, 2.2196,
    1.142,  1.3497,  0.2768, 2.4265, 1.3477,  2.009,  2.384,   2.4249, 0.3323, 0.6555,
    0.8069, 0.8771,  0.0208, 0.7946, 0.7601,  2.0399, 1.6836,  0.6818, 0.4324, 1.5627};

std::vector<double> Centred(std::vector<double> values) {
  double mean = 0;
  for (const double v : values) mean += v / static_cast<double>(values.size());
  for (double& v : values) v -= mean;
  return values;
}

TEST(NeweyWest, GivesTheErrorsOfStatsmodels) {
  // statsmodels 0.15.0, OLS(x, ones).fit(cov_type="HAC", cov_kwds={"maxlags": L}).bse[0].
  const std::vector<double> terms = Centred(kGrowth);
  const auto error = [&](size_t lag) { return std::sqrt(NeweyWestSum(terms, lag)) / 40; };
  EXPECT_NEAR(error(0), 0.13826728582656045, 1e-14);
  EXPECT_NEAR(error(1), 0.14798109801633827, 1e-14);
  EXPECT_NEAR(error(4), 0.15419585012168782, 1e-14);
  EXPECT_NEAR(error(8), 0.1351683467860157, 1e-14);
}

TEST(NeweyWest, TheLagGrowsSlowly) {
  EXPECT_EQ(NeweyWestLag(100), 4U);
  EXPECT_EQ(NeweyWestLag(1000), 6U);
  EXPECT_EQ(NeweyWestLag(47'000), 15U);
}

TEST(StationaryBootstrap, BlocksGoOnAroundTheEnd) {
  base::RandomStream random(1, "test.bootstrap");
  StationaryBootstrap places(50, 10, random);
  size_t last = places.Next();
  int goes_on = 0;
  for (int i = 0; i < 10'000; ++i) {
    const size_t place = places.Next();
    ASSERT_LT(place, 50U);
    goes_on += place == (last + 1) % 50 ? 1 : 0;
    last = place;
  }
  EXPECT_NEAR(goes_on, 10'000 * (0.9 + 0.1 / 50), 150);
}

}  // namespace
}  // namespace keel::math
