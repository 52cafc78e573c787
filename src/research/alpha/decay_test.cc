// SPDX-License-Identifier: MIT
#include "research/alpha/decay.h"

#include <gtest/gtest.h>

#include <cmath>

#include "research/alpha/testing/known_alpha.h"

namespace keel::research {
namespace {

using testing::KnownAlpha;
using testing::MadeUpPanel;

Decay DecayOf(const KnownAlpha& known, DecayOptions options = {.lags = 32, .resamples = 199},
              IcKind kind = IcKind::kTime) {
  options.seed = known.seed;
  options.jobs = 0;
  auto decay = MeasureDecay(MadeUpPanel(known), kind, options);
  EXPECT_TRUE(decay) << decay.error().message;
  return decay ? *decay : Decay{};
}

bool Holds(const HalfLife& fit, double truth) {
  return fit.low <= truth && (!fit.high || truth <= *fit.high);
}

TEST(AlphaDecay, RecoversAKnownHalfLifeWithinItsInterval) {
  const Decay decay = DecayOf({.rows = 8000, .half_life = 12, .ic = 0.12}, {.lags = 64});
  ASSERT_TRUE(decay.half_life) << decay.without;
  EXPECT_NEAR(decay.half_life->bars, 12, 5);
  EXPECT_TRUE(Holds(*decay.half_life, 12));
  EXPECT_NEAR(decay.half_life->initial, 0.12, 0.03);
  EXPECT_GT(decay.half_life->explained, 0.8);
  EXPECT_LT(decay.p_value, 0.02);
}

TEST(AlphaDecay, TheIntervalHoldsTheTruthAsOftenAsItSays) {
  // 95 of 100 are meant; with 60 worlds fewer than 51 have a chance of 0.002.
  int worlds = 0, held = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    const Decay decay = DecayOf({.rows = 2500, .half_life = 6, .ic = 0.12, .seed = seed});
    if (!decay.half_life) continue;
    ++worlds;
    held += Holds(*decay.half_life, 6) ? 1 : 0;
  }
  EXPECT_GE(worlds, 58);
  EXPECT_GE(held, 51);
  EXPECT_LT(held, 60) << "an interval that never misses is too wide";
}

TEST(AlphaDecay, NoiseHasNoHalfLife) {
  // 5 of 100 look like more; of 40 worlds more than 6 do so with a chance of 0.004.
  int fitted = 0;
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    const Decay decay = DecayOf({.rows = 1500, .ic = 0, .seed = seed});
    fitted += decay.half_life ? 1 : 0;
    if (decay.half_life) continue;
    EXPECT_NE(decay.without, "");
  }
  EXPECT_LE(fitted, 6);
}

TEST(AlphaDecay, FindsItAmongPairsThatMoveTogether) {
  const KnownAlpha known{.rows = 3000, .pairs = 6, .half_life = 8, .ic = 0.06, .common = 0.7};
  for (const bool ranks : {false, true}) {
    const Decay decay =
        DecayOf(known, {.lags = 32, .ranks = ranks, .resamples = 199}, IcKind::kSection);
    ASSERT_TRUE(decay.half_life) << decay.without;
    EXPECT_TRUE(Holds(*decay.half_life, 8));
  }
}

TEST(AlphaDecay, WhatDoesNotFadeIsNotGivenAHalfLife) {
  const Decay decay = DecayOf({.rows = 6000, .half_life = 3000, .ic = 0.2, .seed = 2});
  EXPECT_FALSE(decay.half_life && decay.half_life->high);
  EXPECT_TRUE(decay.half_life || decay.without.find("does not fade") != std::string::npos);
}

TEST(AlphaDecay, ThreadsChangeNoByte) {
  const AlphaPanel panel = MadeUpPanel({.rows = 1000, .half_life = 5, .ic = 0.2});
  const auto with = [&](int jobs) {
    return *MeasureDecay(panel, IcKind::kTime, {.lags = 16, .resamples = 199, .jobs = jobs});
  };
  const Decay one = with(1), four = with(4);
  ASSERT_TRUE(one.half_life && four.half_life);
  EXPECT_EQ(one.half_life->bars, four.half_life->bars);
  EXPECT_EQ(one.half_life->low, four.half_life->low);
  EXPECT_EQ(one.p_value, four.p_value);
}

TEST(AlphaDecay, StopsWhenToldTo) {
  const auto decay = MeasureDecay(MadeUpPanel({.rows = 500}), IcKind::kTime,
                                  {.lags = 16, .progress = [](int64_t, int64_t) { return false; }});
  ASSERT_FALSE(decay);
  EXPECT_EQ(decay.error().code, base::ErrorCode::kInterrupted);
}

}  // namespace
}  // namespace keel::research
