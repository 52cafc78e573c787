// SPDX-License-Identifier: MIT
#include "math/stationary_bootstrap.h"

#include <gtest/gtest.h>

namespace keel::math {
namespace {

TEST(StationaryBootstrapTest, BlocksLastAsLongAsAsked) {
  for (const double mean_block : {1.0, 4.0, 25.0}) {
    constexpr size_t kSize = 100'000;
    base::RandomStream random(1, "test.blocks");
    StationaryBootstrap draws(kSize, mean_block, random);
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

TEST(StationaryBootstrapTest, GoesOnAroundTheEnd) {
  base::RandomStream random(1, "test.blocks");
  StationaryBootstrap draws(3, 1e12, random);
  const size_t first = draws.Next();
  for (size_t i = 1; i < 9; ++i) EXPECT_EQ(draws.Next(), (first + i) % 3);
}

}  // namespace
}  // namespace keel::math
