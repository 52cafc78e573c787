// SPDX-License-Identifier: MIT
#include "math/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace keel::math {
namespace {

TEST(ParallelBlocks, RunsEachBlockOnceOnAnyNumberOfThreads) {
  for (const int jobs : {1, 2, 3, 7}) {
    for (const size_t blocks : {0U, 1U, 2U, 1000U}) {
      std::vector<std::atomic<int>> runs(blocks);
      ParallelBlocks(blocks, jobs, [&](size_t block) { ++runs[block]; });
      for (const auto& count : runs) ASSERT_EQ(count, 1) << jobs << " jobs, " << blocks;
    }
  }
}

TEST(ParallelBlocks, OneJobStaysInOrder) {
  std::vector<size_t> order;
  ParallelBlocks(4, 1, [&](size_t block) { order.push_back(block); });
  EXPECT_EQ(order, (std::vector<size_t>{0, 1, 2, 3}));
}

TEST(ParallelBlocksDeathTest, WorkNeedsAThread) {
  EXPECT_DEATH(ParallelBlocks(1, 0, [](size_t) {}), "needs a thread");
}

TEST(ParallelBlocks, NestsWithoutDeadlock) {
  std::atomic<int> runs = 0;
  ParallelBlocks(8, 3, [&](size_t) { ParallelBlocks(8, 2, [&](size_t) { ++runs; }); });
  EXPECT_EQ(runs, 64);
}

}  // namespace
}  // namespace keel::math
