// SPDX-License-Identifier: MIT
#include "research/alpha/decay.h"

#include <gtest/gtest.h>

#include <cmath>

#include "research/alpha/testing/known_alpha.h"

namespace keel::research {
namespace {

using testing::KnownAlpha;
using testing::MadeUpPanel;

TEST(AlphaDecay, RecoversAKnownHalfLifeWithinItsInterval) {
  const AlphaPanel panel = MadeUpPanel({.rows = 8000, .half_life = 12, .ic = 0.12, .seed = 3});
  const auto decay = MeasureDecay(panel, IcKind::kTime, {.lags = 64, .resamples = 499});
  ASSERT_TRUE(decay) << decay.error().message;
  ASSERT_TRUE(decay->half_life) << decay->without;
  EXPECT_LE(decay->half_life->low, 12);
  EXPECT_GE(decay->half_life->high.value_or(1e9), 12);
  EXPECT_NEAR(decay->half_life->initial, 0.12, 0.04);
}

}  // namespace
}  // namespace keel::research
