// SPDX-License-Identifier: MIT
#include "net/rate_budget.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>

#include "base/random.h"

namespace keel::net {
namespace {

constexpr base::UnixNanos kStart{1'700'000'000'000'000'000};
base::UnixNanos At(double seconds) {
  return kStart + base::Duration{static_cast<int64_t>(seconds * 1e9)};
}

// The spot limits of Binance.
RateBudgetOptions Binance() {
  return {.limits = {{Counted::kWeight, base::Minutes(1), 6'000, "X-MBX-USED-WEIGHT-1M"},
                     {Counted::kOrders, base::Seconds(10), 100, "X-MBX-ORDER-COUNT-10S"},
                     {Counted::kOrders, base::Days(1), 200'000, "X-MBX-ORDER-COUNT-1D"}}};
}
constexpr RequestCost kOrder{.weight = 1, .orders = 1};
constexpr RequestCost kCancel{.weight = 1, .orders = 0};

TEST(RateBudget, KeepsAFifthForWhatIsUrgent) {
  RateBudget budget(Binance());
  for (int i = 0; i < 80; ++i) {
    ASSERT_TRUE(budget.TrySpend(kStart, kOrder, Urgency::kOrdinary)) << i;
  }
  EXPECT_FALSE(budget.TrySpend(kStart, kOrder, Urgency::kOrdinary));
  EXPECT_TRUE(budget.TrySpend(kStart, kOrder, Urgency::kUrgent));
  EXPECT_TRUE(budget.TrySpend(kStart, kCancel, Urgency::kOrdinary)) << "it is no order";
  EXPECT_EQ(budget.Used(kStart, 0), 82);
  EXPECT_EQ(budget.Used(kStart, 1), 81);
}

TEST(RateBudget, HeedsCountsThatAreNotInHeaders) {
  RateBudget budget(Binance());
  budget.OnCount(kStart, Counted::kOrders, base::Seconds(10), 80);
  EXPECT_FALSE(budget.TrySpend(kStart, kOrder, Urgency::kOrdinary));
  budget.OnCount(kStart, Counted::kOrders, base::Seconds(10), 3);
  EXPECT_EQ(budget.Used(kStart, 1), 80) << "others may share the address: it never falls";
  budget.OnCount(kStart, Counted::kWeight, base::Minutes(1), INT64_MAX);
  EXPECT_EQ(budget.Used(kStart, 0), 6'000);
  budget.CloseUntil(At(100));
  budget.CloseUntil(At(50));
  EXPECT_EQ(budget.closed_until(), At(100));
}

TEST(RateBudget, TellsWhenTheNextMayGo) {
  RateBudget budget(Binance());
  for (int i = 0; i < 80; ++i) budget.TrySpend(At(i * 0.01), kOrder, Urgency::kOrdinary);
  const base::UnixNanos next = budget.WhenAllowed(At(1), kOrder, Urgency::kOrdinary);
  EXPECT_GE(next, At(10));
  EXPECT_LE(next, At(10.4));
  EXPECT_FALSE(budget.TrySpend({next.ns - 1}, kOrder, Urgency::kOrdinary));
  EXPECT_TRUE(budget.TrySpend(next, kOrder, Urgency::kOrdinary));
}

TEST(RateBudget, WhatExceedsALimitByItselfNeverGoes) {
  RateBudget budget(Binance());
  EXPECT_EQ(budget.WhenAllowed(kStart, {.weight = 4'801}, Urgency::kOrdinary), base::kEndOfTime);
  EXPECT_EQ(budget.WhenAllowed(kStart, {.weight = 6'000}, Urgency::kUrgent), kStart);
}

TEST(RateBudget, OthersOnTheSameAddressCount) {
  RateBudget budget(Binance());
  budget.TrySpend(kStart, {.weight = 10}, Urgency::kOrdinary);
  budget.OnResponse(At(1), {.headers = {{"x-mbx-used-weight-1m", "4799"}}});
  EXPECT_EQ(budget.Used(At(1), 0), 4'799);
  EXPECT_TRUE(budget.TrySpend(At(1), kCancel, Urgency::kOrdinary));
  EXPECT_FALSE(budget.TrySpend(At(1), kCancel, Urgency::kOrdinary));
  budget.OnResponse(At(2), {.headers = {{"X-MBX-USED-WEIGHT-1M", "3"}}});
  EXPECT_EQ(budget.Used(At(2), 0), 4'800) << "an answer can only raise a count";
  EXPECT_EQ(budget.Used(At(63), 0), 0);
}

TEST(RateBudget, AHostileCountIsHeldToTheLimit) {
  RateBudget budget(Binance());
  for (const char* text : {"", "-5", "12x", "99999999999999999999", "NaN"}) {
    budget.OnResponse(kStart, {.headers = {{"X-MBX-USED-WEIGHT-1M", text}}});
    EXPECT_EQ(budget.Used(kStart, 0), 0) << text;
  }
  budget.OnResponse(kStart, {.headers = {{"X-MBX-USED-WEIGHT-1M", "9223372036854775807"}}});
  EXPECT_EQ(budget.Used(kStart, 0), 6'000);
  EXPECT_LE(budget.WhenAllowed(kStart, kCancel, Urgency::kUrgent), At(62));
}

TEST(RateBudget, A429ClosesForAsLongAsItSays) {
  RateBudget budget(Binance());
  budget.OnResponse(kStart, {.status = 429, .headers = {{"Retry-After", "17"}}});
  EXPECT_FALSE(budget.TrySpend(At(16.9), kCancel, Urgency::kUrgent));
  EXPECT_EQ(budget.WhenAllowed(At(1), kCancel, Urgency::kUrgent), At(17));
  EXPECT_TRUE(budget.TrySpend(At(17), kCancel, Urgency::kUrgent));
}

TEST(RateBudget, ABanWithoutAUsableTimeIsTakenSeriously) {
  for (const char* text : {"", "soon", "-1", "99999999999999999999999"}) {
    RateBudget budget(Binance());
    budget.OnResponse(kStart, {.status = 418, .headers = {{"Retry-After", text}}});
    EXPECT_EQ(budget.closed_until(), At(600)) << text;
    budget.OnResponse(At(1), {.status = 429});
    EXPECT_EQ(budget.closed_until(), At(600)) << "a shorter pause does not end a longer one";
  }
}

/// The count is never below what the last window truly held, and is right again a sixtieth later.
RC_GTEST_PROP(SlidingCount, IsNeverBelowTheTruth, (uint64_t seed)) {
  base::RandomStream random(seed, "test");
  SlidingCount count(base::Seconds(10));
  std::deque<std::pair<base::UnixNanos, int64_t>> truth;
  base::UnixNanos now = kStart;
  for (int i = 0; i < 300; ++i) {
    now = now + base::Milliseconds(static_cast<int64_t>(random.NextBelow(400)));
    const auto some = static_cast<int64_t>(random.NextBelow(5));
    count.Add(now, some);
    truth.emplace_back(now, some);
    int64_t within = 0, within_little_more = 0;
    for (const auto& [time, n] : truth) {
      if (now - time < base::Seconds(10)) within += n;
      if (now - time < base::Milliseconds(10'167)) within_little_more += n;
    }
    RC_ASSERT(count.Total(now) >= within);
    RC_ASSERT(count.Total(now) <= within_little_more);
    const int64_t most = count.Total(now) / 2;
    const base::UnixNanos when = count.WhenAtMost(now, most);
    SlidingCount later = count;
    RC_ASSERT(later.Total(when) <= most);
    if (when > now) {
      later = count;
      RC_ASSERT(later.Total({when.ns - 1}) > most);
    }
  }
}

/// Whoever spends only what is allowed keeps to the venue's limit in its own, fixed windows.
RC_GTEST_PROP(RateBudget, FixedWindowsOfTheVenueHold, (uint64_t seed)) {
  base::RandomStream random(seed, "test");
  RateBudget budget({.limits = {{Counted::kOrders, base::Seconds(10), 20, ""}}});
  std::map<int64_t, int> by_window;
  base::UnixNanos now = kStart;
  for (int i = 0; i < 500; ++i) {
    now = now + base::Milliseconds(static_cast<int64_t>(random.NextBelow(300)));
    const Urgency urgency = random.NextBelow(2) == 0 ? Urgency::kUrgent : Urgency::kOrdinary;
    if (budget.TrySpend(now, kOrder, urgency)) ++by_window[now.ns / base::Seconds(10).ns];
  }
  for (const auto& [window, orders] : by_window) RC_ASSERT(orders <= 20);
  RC_ASSERT(by_window.size() > 2U);
}

}  // namespace
}  // namespace keel::net
