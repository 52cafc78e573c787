// SPDX-License-Identifier: MIT
#include "engine/shortfall_schedule.h"

#include <gtest/gtest.h>

#include <numeric>

namespace keel::engine {
namespace {

ShortfallInputs Inputs(double risk_aversion) {
  return {.quantity = 400,
          .price = 100,
          .daily_volatility = 0.04,
          .average_daily_volume = 10'000,
          .impact_k = 0.1,
          .half_spread = 0.0005,
          .horizon_days = 1,
          .slices = 4,
          .risk_aversion = risk_aversion};
}

std::vector<double> FractionsOf(const ShortfallInputs& inputs) {
  const auto fractions = ShortfallFractions(inputs);
  EXPECT_TRUE(fractions.has_value());
  return fractions.value_or(std::vector<double>(inputs.slices, 0));
}

TEST(ShortfallSchedule, WithoutRiskAversionAllPartsAreEqual) {
  for (const double part : FractionsOf(Inputs(0))) EXPECT_NEAR(part, 0.25, 1e-12);
}

// A slice of 100 pays 2 k s sqrt(0.01) = 0.0008 of the price, 0.08, at 400 a day: eta is 0.0002.
// The whole moves it by k s sqrt(0.04), 0.08 again, over 400: gamma is 0.0002, and eta less half of
// a quarter's gamma 0.000175. With sigma 4 and lambda 0.0001 the parts obey (n1 + n3) / n2 - 2 =
// lambda sigma^2 tau^2 / 0.000175 = 4 / 7. [Almgren, Chriss 2000, (16)]
TEST(ShortfallSchedule, IsTheModelsForTheSquareRootsImpactAtEqualParts) {
  const std::vector<double> parts = FractionsOf(Inputs(1e-4));
  ASSERT_EQ(parts.size(), 4u);
  EXPECT_NEAR((parts[0] + parts[2]) / parts[1] - 2, 4.0 / 7, 1e-9);
  EXPECT_NEAR((parts[1] + parts[3]) / parts[2] - 2, 4.0 / 7, 1e-9);
  EXPECT_NEAR(std::accumulate(parts.begin(), parts.end(), 0.0), 1, 1e-12);
}

TEST(ShortfallSchedule, MoreRiskAversionTradesEarlier) {
  std::vector<double> before = FractionsOf(Inputs(0));
  for (const double risk_aversion : {1e-6, 1e-4, 1e-2, 1.0, 1000.0}) {
    const std::vector<double> parts = FractionsOf(Inputs(risk_aversion));
    double done = 0, done_before = 0;
    for (size_t k = 0; k + 1 < parts.size(); ++k) {
      done += parts[k];
      done_before += before[k];
      EXPECT_GE(done, done_before) << risk_aversion;
    }
    EXPECT_GT(parts[0], before[0]);
    before = parts;
  }
}

TEST(ShortfallSchedule, WhatHurryCostsMustBeKnown) {
  ShortfallInputs no_volume = Inputs(1), no_moves = Inputs(1), no_impact = Inputs(1);
  no_volume.average_daily_volume = 0;
  no_moves.daily_volatility = 0;
  no_impact.impact_k = 0;
  for (const ShortfallInputs& inputs : {no_volume, no_moves, no_impact, Inputs(-1)}) {
    EXPECT_FALSE(ShortfallFractions(inputs).has_value());
  }
}

}  // namespace
}  // namespace keel::engine
