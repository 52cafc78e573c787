// SPDX-License-Identifier: MIT
#include "models/stationary_bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace keel::models {
namespace {

/// x_t = rho x_{t-1} + e_t.
std::vector<double> Autoregression(double rho, size_t count, uint64_t seed) {
  base::RandomStream random(seed, "test.autoregression");
  std::vector<double> series;
  double x = random.NextNormal() / std::sqrt(1 - rho * rho);
  for (size_t i = 0; i < count; ++i) {
    series.push_back(x);
    x = rho * x + random.NextNormal();
  }
  return series;
}

// G / g(0) of an AR(1) is 2 rho / (1 - rho^2).
TEST(StationaryBlockLength, OfAnAutoregressionIsNearTheTheoretical) {
  constexpr size_t kCount = 10'000;
  for (const double rho : {0.3, 0.5, 0.7}) {
    const double theory =
        std::pow(2 * rho / (1 - rho * rho), 2.0 / 3) * std::cbrt(static_cast<double>(kCount));
    double mean = 0;
    for (uint64_t seed = 1; seed <= 10; ++seed) {
      mean += StationaryBlockLength(Autoregression(rho, kCount, seed)) / 10;
    }
    EXPECT_NEAR(mean, theory, 0.15 * theory) << rho;
  }
}

TEST(StationaryBlockLength, OfNoiseIsShort) {
  EXPECT_LT(StationaryBlockLength(Autoregression(0, 10'000, 3)), 8);
}

TEST(StationaryBlockLength, OfTooLittleOrOfNothingThatMovesIsOne) {
  EXPECT_EQ(StationaryBlockLength({}), 1);
  EXPECT_EQ(StationaryBlockLength(std::vector<double>{1, 2, 3}), 1);
  EXPECT_EQ(StationaryBlockLength(std::vector<double>(100, 0.5)), 1);
}

TEST(BlockDraws, BlocksLastAsLongAsAsked) {
  for (const double mean_block : {1.0, 4.0, 25.0}) {
    constexpr size_t kSize = 100'000;
    BlockDraws draws(kSize, mean_block, base::RandomStream(1, "test.blocks"));
    int blocks = 1;
    size_t last = draws.Next();
    for (int i = 1; i < 50'000; ++i) {
      const size_t next = draws.Next();
      blocks += next != (last + 1) % kSize ? 1 : 0;
      last = next;
    }
    EXPECT_NEAR(50'000.0 / blocks, mean_block, 0.06 * mean_block);
  }
}

TEST(BlockDraws, GoOnAroundTheEnd) {
  BlockDraws draws(3, 1e12, base::RandomStream(1, "test.blocks"));
  const size_t first = draws.Next();
  for (size_t i = 1; i < 9; ++i) EXPECT_EQ(draws.Next(), (first + i) % 3);
}

}  // namespace
}  // namespace keel::models
