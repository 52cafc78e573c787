// SPDX-License-Identifier: MIT
#include "models/bootstrap/block_length.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.h"

namespace keel::models {
namespace {

std::vector<double> Autoregression(double memory, size_t count) {
  base::RandomStream random(5, "test.autoregression");
  std::vector<double> values(count);
  double x = 0;
  for (double& value : values) value = x = memory * x + random.NextNormal();
  return values;
}

// Python's arch 8.0.0, optimal_block_length(values)["stationary"] of these same series.
TEST(StationaryBlockLength, IsThatOfArch) {
  EXPECT_NEAR(StationaryBlockLength(Autoregression(0.5, 500)), 6.401385821701628, 1e-9);
  EXPECT_NEAR(StationaryBlockLength(Autoregression(0.9, 500)), 19.571717431370462, 1e-9);
  EXPECT_NEAR(StationaryBlockLength(Autoregression(-0.4, 500)), 5.564138487765233, 1e-9);
}

TEST(StationaryBlockLength, OfIndependentValuesIsOne) {
  EXPECT_EQ(StationaryBlockLength(Autoregression(0, 500)), 1);  // 0.648 by the formula
}

TEST(StationaryBlockLength, OfWhatHasNoMemoryToMeasureIsOne) {
  EXPECT_EQ(StationaryBlockLength({}), 1);
  EXPECT_EQ(StationaryBlockLength(std::vector<double>(8, 1.0)), 1);
  EXPECT_EQ(StationaryBlockLength(std::vector<double>(100, 0.01)), 1);
}

}  // namespace
}  // namespace keel::models
