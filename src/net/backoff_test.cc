// SPDX-License-Identifier: MIT
#include "net/backoff.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace keel::net {
namespace {

constexpr base::UnixNanos kStart{1'700'000'000'000'000'000};

Backoff Make(uint64_t seed = 1) { return Backoff({}, base::RandomStream(seed, "test")); }

TEST(Backoff, TheFirstAttemptIsAtOnce) { EXPECT_EQ(Make().NextAttempt(kStart), kStart); }

TEST(Backoff, WaitsAreUniformUpToADoublingBoundAndNeverOverTheCap) {
  Backoff backoff = Make();
  double bound = 0.25;
  for (int failure = 1; failure < 100; ++failure) {
    backoff.OnLost(kStart);
    double sum = 0, longest = 0;
    constexpr int kDraws = 2'000;
    for (int i = 0; i < kDraws; ++i) {
      const double wait = (backoff.NextAttempt(kStart) - kStart).seconds();
      sum += wait;
      longest = std::max(longest, wait);
    }
    EXPECT_LE(longest, bound);
    EXPECT_GT(longest, 0.99 * bound);
    EXPECT_NEAR(sum / kDraws, bound / 2, 0.05 * bound);
    bound = std::min(2 * bound, 30.0);
  }
}

TEST(Backoff, OnlyAConnectionThatLastedEndsTheFailures) {
  Backoff backoff = Make();
  for (int i = 0; i < 5; ++i) {
    backoff.OnConnected(kStart);
    backoff.OnLost(kStart + base::Seconds(59));
  }
  EXPECT_EQ(backoff.failures(), 5);
  backoff.OnConnected(kStart);
  backoff.OnLost(kStart + base::Seconds(60));
  EXPECT_EQ(backoff.failures(), 1);
}

/// Whoever follows the advice never connects more than 60 times in any five minutes.
RC_GTEST_PROP(Backoff, TheBudgetHoldsInEveryWindow, (uint64_t seed)) {
  // Waits so short that the budget is what holds.
  Backoff backoff({.cap = base::Seconds(1)}, base::RandomStream(seed, "test"));
  base::RandomStream chance(seed, "outcome");
  std::vector<base::UnixNanos> attempts;
  base::UnixNanos now = kStart;
  for (int i = 0; i < 400; ++i) {
    now = backoff.NextAttempt(now);
    backoff.OnAttempt(now);
    attempts.push_back(now);
    if (chance.NextBelow(2) == 0) {
      backoff.OnConnected(now);
      now = now + base::Seconds(chance.NextBelow(3) == 0 ? 70 : 0);
    }
    backoff.OnLost(now);
  }
  for (size_t i = 60; i < attempts.size(); ++i) {
    RC_ASSERT(attempts[i] - attempts[i - 60] >= base::Minutes(5));
  }
}

TEST(Backoff, AClockThatWasSetBackDoesNotLockUsOut) {
  Backoff backoff = Make();
  for (int i = 0; i < 60; ++i) backoff.OnAttempt(kStart);
  const base::UnixNanos earlier = kStart - base::Hours(5);
  EXPECT_LE(backoff.NextAttempt(earlier), earlier + base::Minutes(5));
  EXPECT_GT(backoff.NextAttempt(earlier), earlier) << "but the budget is not forgotten";
}

}  // namespace
}  // namespace keel::net
