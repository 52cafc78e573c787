// SPDX-License-Identifier: MIT
#include "sim/bar_path.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace keel::sim {
namespace {

using base::UnixNanos;

constexpr UnixNanos kOpen{1'000'000'000'000'000'000};
constexpr base::Duration kLength = base::Minutes(3);  // a minute for each third

core::Bar RandomBar(base::RandomStream& stream) {
  core::Bar bar{kOpen, 90 + 20 * stream.NextUniform(), 0, 0, 90 + 20 * stream.NextUniform(), 1};
  bar.high = std::max(bar.open, bar.close) + 5 * stream.NextUniform();
  bar.low = std::min(bar.open, bar.close) - 5 * stream.NextUniform();
  return bar;
}

BarPath RandomPath(base::RandomStream& stream) {
  return {RandomBar(stream), kOpen + kLength, static_cast<PathRule>(stream.NextBelow(4)),
          stream.NextBelow(2) == 0};
}

UnixNanos RandomTime(base::RandomStream& stream) {
  return kOpen + base::Milliseconds(static_cast<int64_t>(stream.NextBelow(180'000)));
}

TEST(BarPath, GoesThroughItsFourPricesInThirds) {
  const core::Bar bar{kOpen, 100, 110, 95, 105, 1};
  const BarPath up(bar, kOpen + kLength, PathRule::kPessimistic, false);
  const BarPath down(bar, kOpen + kLength, PathRule::kPessimistic, true);
  EXPECT_EQ(up.PriceAt(kOpen), 100);
  EXPECT_EQ(up.PriceAt(kOpen + base::Minutes(1)), 110);
  EXPECT_EQ(up.PriceAt(kOpen + base::Seconds(90)), 102.5);
  EXPECT_EQ(up.PriceAt(kOpen + base::Minutes(2)), 95);
  EXPECT_EQ(up.PriceAt(kOpen + base::Minutes(3)), 105);
  EXPECT_EQ(down.PriceAt(kOpen + base::Minutes(1)), 95);
  EXPECT_EQ(down.PriceAt(kOpen + base::Minutes(2)), 110);
}

TEST(BarPath, EachRulePicksItsFirstExtreme) {
  const core::Bar near_low{kOpen, 100, 110, 98, 105, 1};
  const core::Bar near_high{kOpen, 100, 101, 90, 95, 1};
  const auto first = [](const core::Bar& bar, PathRule rule, bool holds) {
    return BarPath(bar, kOpen + kLength, rule, holds).PriceAt(kOpen + base::Minutes(1));
  };
  for (const bool holds : {false, true}) {
    EXPECT_EQ(first(near_low, PathRule::kPessimistic, holds), holds ? 98 : 110);
    EXPECT_EQ(first(near_low, PathRule::kOptimistic, holds), holds ? 110 : 98);
    EXPECT_EQ(first(near_low, PathRule::kOpenHighLowClose, holds), 110);
    EXPECT_EQ(first(near_low, PathRule::kNearestExtreme, holds), 98);
    EXPECT_EQ(first(near_high, PathRule::kNearestExtreme, holds), 101);
  }
}

TEST(BarPath, CrossingsAreWhereSamplesSayTheyAre) {
  base::RandomStream stream(1, "test.bar_path");
  constexpr base::Duration kStep = base::Milliseconds(50);
  int found = 0;
  for (int trial = 0; trial < 300; ++trial) {
    const BarPath path = RandomPath(stream);
    const UnixNanos from = RandomTime(stream);
    const double level = 85 + 30 * stream.NextUniform();
    const bool falling = stream.NextBelow(2) == 0;
    const auto beyond = [&](double p) { return falling ? p <= level : p >= level; };
    UnixNanos sampled = from;
    while (sampled <= path.end() && !beyond(path.PriceAt(sampled))) sampled = sampled + kStep;
    const auto crossing = path.FirstCrossing(from, level, falling);
    if (!crossing) {
      EXPECT_GT(sampled, path.end());
      continue;
    }
    ++found;
    EXPECT_GE(crossing->time, from);
    // Samples may step over a peak that only just reaches the level, never see one too early.
    EXPECT_GT(sampled + base::Milliseconds(1), crossing->time);
    const double there = path.PriceAt(crossing->time);
    EXPECT_NEAR(there, crossing->price, 1e-6);
    EXPECT_TRUE(beyond(crossing->price));
    const bool gap = beyond(path.PriceAt(from));
    EXPECT_EQ(crossing->price, gap ? path.PriceAt(from) : level);
    for (UnixNanos t = from; t < crossing->time; t = t + kStep) {
      EXPECT_FALSE(beyond(path.PriceAt(t)) && t + kStep < crossing->time);
    }
  }
  EXPECT_GT(found, 100);
}

TEST(BarPath, RetreatsAreWhereSamplesSayTheyAre) {
  base::RandomStream stream(2, "test.bar_path");
  constexpr base::Duration kStep = base::Milliseconds(20);
  int found = 0;
  for (int trial = 0; trial < 300; ++trial) {
    const BarPath path = RandomPath(stream);
    const UnixNanos from = RandomTime(stream);
    const bool falling = stream.NextBelow(2) == 0;
    const double fraction = 0.01 + 0.1 * stream.NextUniform();
    const double start = path.PriceAt(from);
    double best = start;
    const auto retreat = path.FirstRetreat(from, fraction, falling, &best);

    double extreme = start;
    UnixNanos sampled = path.end() + kStep;
    for (UnixNanos t = from; t <= path.end(); t = t + kStep) {
      const double p = path.PriceAt(t);
      extreme = falling ? std::max(extreme, p) : std::min(extreme, p);
      if (falling ? p <= extreme * (1 - fraction) : p >= extreme * (1 + fraction)) {
        sampled = t;
        break;
      }
    }
    if (!retreat) {
      EXPECT_GT(sampled, path.end());
      EXPECT_NEAR(best, extreme, 0.01);
      continue;
    }
    ++found;
    EXPECT_NEAR(retreat->price, best * (falling ? 1 - fraction : 1 + fraction), 1e-9);
    EXPECT_NEAR(retreat->price, path.PriceAt(retreat->time), 1e-6);
    if (sampled <= path.end()) {
      EXPECT_LE((sampled - retreat->time).seconds(), 0.1);
      EXPECT_GE((sampled - retreat->time).seconds(), -0.1);
    }
  }
  EXPECT_GT(found, 50);
}

TEST(BarPath, TurnsOnlyOnTheWayToItsFirstExtreme) {
  const core::Bar bar{kOpen, 100, 110, 95, 105, 1};
  const BarPath up(bar, kOpen + kLength, PathRule::kPessimistic, false);
  const UnixNanos half = kOpen + base::Seconds(30);
  const BarPath turned = up.TurnedAt(half);
  EXPECT_EQ(turned.PriceAt(half), 105);
  EXPECT_EQ(turned.PriceAt(half + base::Seconds(50)), 95);
  EXPECT_EQ(turned.PriceAt(half + base::Seconds(100)), 110);
  EXPECT_EQ(turned.PriceAt(kOpen + kLength), 105);
  const BarPath late = up.TurnedAt(kOpen + base::Minutes(1));
  for (int s = 0; s <= 180; s += 5) {
    EXPECT_EQ(late.PriceAt(kOpen + base::Seconds(s)), up.PriceAt(kOpen + base::Seconds(s)));
  }
}

TEST(BarPath, ATradeIsABarWithoutLength) {
  const BarPath path({kOpen, 7, 7, 7, 7, 1}, kOpen, PathRule::kPessimistic, false);
  EXPECT_EQ(path.PriceAt(kOpen), 7);
  EXPECT_TRUE(path.FirstCrossing(kOpen, 7, true).has_value());
  EXPECT_FALSE(path.FirstCrossing(kOpen, 6.99, true).has_value());
  EXPECT_FALSE(path.FirstCrossing(kOpen + base::Nanoseconds(1), 7, true).has_value());
}

TEST(BarPath, AnUnknownRuleNamesTheNearest) {
  EXPECT_EQ(*ParsePathRule("nearest"), PathRule::kNearestExtreme);
  const auto bad = ParsePathRule("pesimistic");
  ASSERT_FALSE(bad.has_value());
  EXPECT_NE(bad.error().message.find("did you mean \"pessimistic\""), std::string::npos);
}

}  // namespace
}  // namespace keel::sim
