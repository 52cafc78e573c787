// SPDX-License-Identifier: MIT
#include "models/monte_carlo/price_fan.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "models/monte_carlo/simulate.h"

namespace keel::models {
namespace {

TEST(PriceFan, IsTheQuantileOfEachStepByHand) {
  // Three paths of two steps.
  const std::vector<double> log_paths = {0.1, 0.0, -0.1, 0.4, 0.0, 0.2};
  const std::array<double, 3> levels = {0.0, 0.25, 1.0};
  const auto fan = PriceFan(log_paths, 2, levels, 100);
  ASSERT_EQ(fan.size(), 3u);
  ASSERT_EQ(fan[0].size(), 3u);
  for (const auto& line : fan) EXPECT_EQ(line[0], 100);
  EXPECT_NEAR(fan[0][1], 100 * std::exp(-0.1), 1e-9);
  EXPECT_NEAR(fan[1][1], 100 * std::exp(-0.05), 1e-9) << "halfway from -0.1 to 0";
  EXPECT_NEAR(fan[2][2], 100 * std::exp(0.4), 1e-9);
}

TEST(PriceFan, WithoutAPathThereIsOnlyNow) {
  const std::array<double, 1> levels = {0.5};
  EXPECT_EQ(PriceFan({}, 3, levels, 7), (std::vector<std::vector<double>>{{7}}));
  EXPECT_EQ(PriceFan({}, 0, levels, 7), (std::vector<std::vector<double>>{{7}}));
}

TEST(PriceFan, OfASimulationEndsAtItsQuantiles) {
  const auto forecast =
      Simulate(GbmModel({.drift = 0.001, .volatility = 0.02}),
               {.paths = 501, .horizon = 10, .quantiles = {0.5}, .keep_paths = 501});
  ASSERT_TRUE(forecast) << forecast.error().message;
  const std::array<double, 1> levels = {0.5};
  const auto fan = PriceFan(forecast->log_paths, 10, levels, 100);
  ASSERT_EQ(fan[0].size(), 11u);
  EXPECT_NEAR(fan[0][10], 100 * (1 + forecast->quantiles[0].value), 1e-6);
}

}  // namespace
}  // namespace keel::models
