// SPDX-License-Identifier: MIT
// Fault F28: within the venue's limits, and the important first.
#include "venues/binance/request_queue.h"

#include <gtest/gtest.h>

namespace keel::venues::binance {
namespace {

using base::Seconds;
using base::UnixNanos;

constexpr UnixNanos kNow{1'700'000'000'000'000'000};

net::RateBudget Budget(int64_t weight) {
  net::RateBudgetOptions options;
  options.limits = {{net::Counted::kWeight, base::Minutes(1), weight, ""}};
  return net::RateBudget(options);
}

std::vector<uint64_t> TakeAll(RequestQueue& queue, net::RateBudget& budget, UnixNanos now) {
  std::vector<uint64_t> taken;
  while (const auto id = queue.TakeNext(now, budget)) taken.push_back(*id);
  return taken;
}

using Ids = std::vector<uint64_t>;

TEST(RequestQueue, F28CancelsGoFirst) {
  RequestQueue queue(10);
  net::RateBudget budget = Budget(100);
  queue.Push({1, Importance::kMarket, {5, 0}});
  queue.Push({2, Importance::kOrderQuery, {4, 0}});
  queue.Push({3, Importance::kCancel, {1, 0}});
  queue.Push({4, Importance::kCancel, {1, 0}});
  EXPECT_EQ(TakeAll(queue, budget, kNow), (Ids{3, 4, 2, 1}));
}

TEST(RequestQueue, F28TheReserveIsForWhatIsUrgent) {
  RequestQueue queue(10);
  net::RateBudget budget = Budget(100);
  budget.TrySpend(kNow, {78, 0}, net::Urgency::kOrdinary);
  queue.Push({1, Importance::kHistory, {5, 0}});
  queue.Push({2, Importance::kOrderQuery, {4, 0}});
  EXPECT_EQ(TakeAll(queue, budget, kNow), Ids{2});
  const UnixNanos later = queue.NextTime(kNow, budget);
  EXPECT_GT(later, kNow);
  EXPECT_EQ(TakeAll(queue, budget, later), Ids{1});
}

TEST(RequestQueue, F28WhatTheVenueWantsLeftAloneWaits) {
  RequestQueue queue(10);
  net::RateBudget budget = Budget(100);
  budget.OnResponse(kNow, {.status = 429, .headers = {{"Retry-After", "7"}}, .body = ""});
  queue.Push({1, Importance::kCancel, {1, 0}});
  EXPECT_EQ(TakeAll(queue, budget, kNow + Seconds(6)), Ids{});
  EXPECT_EQ(queue.NextTime(kNow, budget), kNow + Seconds(7));
  EXPECT_EQ(TakeAll(queue, budget, kNow + Seconds(7)), Ids{1});
}

TEST(RequestQueue, F25TheLeastImportantGivesWay) {
  RequestQueue queue(2);
  EXPECT_EQ(queue.Push({1, Importance::kMarket, {5, 0}}), std::nullopt);
  EXPECT_EQ(queue.Push({2, Importance::kMarket, {5, 0}}), std::nullopt);
  EXPECT_EQ(queue.Push({3, Importance::kCancel, {1, 0}}), 2U);
  EXPECT_EQ(queue.Push({4, Importance::kHistory, {5, 0}}), 4U);
  EXPECT_EQ(queue.size(), 2U);
}

TEST(RequestQueue, WhatWaitedTooLongDoesNotGo) {
  RequestQueue queue(10);
  net::RateBudget budget = Budget(100);
  budget.CloseUntil(kNow + Seconds(60));
  queue.Push({1, Importance::kCancel, {1, 0}, kNow + Seconds(10)});
  queue.Push({2, Importance::kMarket, {1, 0}, kNow + Seconds(90)});
  EXPECT_EQ(queue.NextTime(kNow, budget), kNow + Seconds(10));
  EXPECT_EQ(queue.TakeExpired(kNow + Seconds(9)), Ids{});
  EXPECT_EQ(queue.TakeExpired(kNow + Seconds(10)), Ids{1});
  EXPECT_EQ(TakeAll(queue, budget, kNow + Seconds(60)), Ids{2});
}

}  // namespace
}  // namespace keel::venues::binance
