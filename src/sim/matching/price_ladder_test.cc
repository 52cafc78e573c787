// SPDX-License-Identifier: MIT
#include "sim/matching/price_ladder.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "base/random.h"

namespace keel::sim::matching {
namespace {

// A map from key to what its level shows, best first.
using Levels = std::map<int64_t, int64_t, std::greater<>>;

void ExpectSame(const PriceLadder& ladder, const Levels& levels) {
  int64_t key = ladder.best_key();
  for (const auto& [expected, visible] : levels) {
    ASSERT_EQ(key, expected);
    ASSERT_EQ(ladder.Find(key)->visible, visible);
    key = ladder.NextWorse(key);
  }
  ASSERT_EQ(key, PriceLadder::kNone);
}

// Levels come and go around a centre that walks or leaps, farther than the window is wide.
TEST(PriceLadder, IsASortedMap) {
  base::RandomStream random(5, "test.ladder");
  for (const int64_t spread : {40, 5'000, 2'000'000}) {
    PriceLadder ladder;
    Levels levels;
    int64_t centre = -3'000'000;
    for (int step = 0; step < 20'000; ++step) {
      if (step % 500 == 0) centre += static_cast<int64_t>(random.NextBelow(20'000)) - 10'000;
      const int64_t key = centre + static_cast<int64_t>(random.NextBelow(2 * 40)) * spread / 40;
      if (levels.contains(key)) {
        ladder.At(key) = Level{};
        ladder.Remove(key);
        levels.erase(key);
      } else {
        ladder.FindOrAdd(key).visible = step + 1;
        levels[key] = step + 1;
      }
      ASSERT_EQ(ladder.Find(key) != nullptr, levels.contains(key));
      if (step % 16 == 0) ExpectSame(ladder, levels);
    }
  }
}

TEST(PriceLadder, KeepsAndForgetsWhatIsListedWithTheKeyAndNotTheSlot) {
  PriceLadder ladder;
  ladder.FindOrAdd(100).listed = true;
  ladder.FindOrAdd(100 + 1'000'000);  // 100 falls out of the window
  EXPECT_TRUE(ladder.Find(100)->listed);
  ladder.Remove(100 + 1'000'000);  // and comes back
  EXPECT_TRUE(ladder.Find(100)->listed);
  ladder.Remove(100);
  EXPECT_FALSE(ladder.FindOrAdd(100 + 4096 * 300).listed);  // the same slot, another price
}

TEST(PriceLadder, ShowsWhatAKeyHolds) {
  PriceLadder ladder;
  ladder.FindOrAdd(7'000).visible = 3;
  ladder.FindOrAdd(-9'000).visible = 4;
  EXPECT_EQ(ladder.Acknowledge(7'000), 3);
  EXPECT_EQ(ladder.Acknowledge(-9'000), 4);
  EXPECT_EQ(ladder.Acknowledge(6'999), 0);
  EXPECT_EQ(ladder.Acknowledge(INT64_MIN + 1), 0);
}

}  // namespace
}  // namespace keel::sim::matching
