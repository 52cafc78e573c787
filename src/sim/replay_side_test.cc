// SPDX-License-Identifier: MIT
#include "sim/replay_side.h"

#include <gtest/gtest.h>

#include <map>

#include "base/random.h"

namespace keel::sim {
namespace {

TEST(ReplaySide, IsASortedMap) {
  base::RandomStream random(8, "test.replay_side");
  ReplaySide side;
  std::map<int64_t, int64_t> levels;
  for (int step = 0; step < 20'000; ++step) {
    const auto key = static_cast<int64_t>(random.NextBelow(300)) - 150;
    const auto lots = static_cast<int64_t>(random.NextBelow(3));
    const auto before = levels.find(key);
    ASSERT_EQ(side.Shown(key), before == levels.end() ? 0 : before->second);
    ASSERT_EQ(side.Set(key, lots), before == levels.end() ? 0 : before->second);
    levels[key] = lots;
    if (lots == 0) levels.erase(key);
  }
  ASSERT_EQ(side.levels().size(), levels.size());
  size_t i = 0;
  for (const auto& [key, lots] : levels) {
    EXPECT_EQ(side.levels()[i].key, key);
    EXPECT_EQ(side.levels()[i++].shown, lots);
  }
}

TEST(ReplaySide, ForgetsTheWorstBeyondItsMost) {
  ReplaySide side;
  const auto most = static_cast<int64_t>(ReplaySide::kMostLevels);
  for (int64_t key = most; key >= 0; --key) side.Set(key, 1);
  EXPECT_EQ(side.levels().size(), ReplaySide::kMostLevels);
  EXPECT_EQ(side.Shown(0), 0);
  EXPECT_EQ(side.Shown(1), 1);
}

}  // namespace
}  // namespace keel::sim
