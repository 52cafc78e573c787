// SPDX-License-Identifier: MIT
// Limits under 32 threads: whoever asks posts to the loop that owns the desk, so that no two orders
// are judged against the same head-room.
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "engine/order_desk.h"
#include "net/loop.h"

namespace keel::engine {
namespace {

constexpr base::UnixNanos kNow{1'700'000'040'000'000'000};
constexpr int kThreads = 32;
constexpr int kOrdersEach = 40;

class MuteVenue final : public execution::VenueClient {
 public:
  void Submit(const risk::ApprovedOrder&, base::UnixNanos) override { ++orders; }
  void Cancel(core::OrderId, core::OrderEnd, base::UnixNanos) override {}
  void Amend(const risk::ApprovedAmend&, base::UnixNanos) override {}
  int orders = 0;
};

core::Universe OnePair() {
  core::Universe universe;
  const auto added = universe.Add("venue", *core::ParseSymbol("BTC/USDT"),
                                  {core::Price(core::Decimal::PowerOfTen(-2)),
                                   core::Quantity(core::Decimal::PowerOfTen(-3)),
                                   {}});
  EXPECT_TRUE(added.has_value());
  return universe;
}

/// 10,000 USDT, a coin at 100; all that 32 threads ask for at once under these limits.
struct Rush {
  explicit Rush(const risk::Limits& limits)
      : account{*portfolio::Ledger::Open(universe, universe.at({0}).quote, 1),
                portfolio::WorkingOrders(1),
                {},
                risk::Breaker(limits)},
        desk(account, board, venue, audit,
             {risk::Gate(limits, universe, 1), std::vector<PairCosts>(1), {}}) {
    board.Reveal({0}, 100);
    account.ledger.Deposit({core::Decimal::FromInt(10'000), universe.at({0}).quote});
    account.ledger.Mark({0}, core::Price(core::Decimal::FromInt(100)));
    net::Loop loop;
    int judged = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < kOrdersEach; ++k) loop.Post([&] { Ask(), ++judged; });
      });
    }
    EXPECT_TRUE(loop.RunUntil([&] { return judged == kThreads * kOrdersEach; }, base::Seconds(60)));
  }
  void Ask() {
    core::Intent intent;
    intent.terms.quantity = core::Quantity(core::Decimal::PowerOfTen(-2));  // worth 1
    intent.reference_price = 100;
    intent.id = desk.NewIntentId();
    desk.Submit(intent, kNow);
  }
  core::Decimal Promised() const {
    return account.working.ReservedQuote(universe, universe.at({0}).quote);
  }

  core::Universe universe = OnePair();
  std::vector<core::Bar> bars = {{kNow, 100, 100, 100, 100, 1e9}};
  market::Board board{{{bars, base::Minutes(1), {}}}};
  MuteVenue venue;
  AuditSink audit;
  Account account;
  OrderDesk desk;
};

risk::Limits Lax() {
  risk::Limits limits = *risk::LimitsOf("research");
  limits.order_volume_share = limits.market_slippage = std::nullopt;
  return limits;
}

TEST(ManyThreads, ThePositionLimitHoldsToTheUnit) {
  risk::Limits limits = Lax();
  limits.position_share = 0.05;  // 500, of 1,280 that is asked for
  Rush rush(limits);
  EXPECT_EQ(rush.Promised(), core::Decimal::FromInt(500));
  EXPECT_EQ(rush.venue.orders, 500);
}

TEST(ManyThreads, TheNumberOfWorkingOrdersHolds) {
  risk::Limits limits = Lax();
  limits.open_orders = 50;
  Rush rush(limits);
  EXPECT_EQ(rush.venue.orders, 50);
}

TEST(ManyThreads, TheThrottleHolds) {
  risk::Limits limits = Lax();
  limits.orders_per_second = 10;
  Rush rush(limits);
  EXPECT_EQ(rush.venue.orders, 10);
}

TEST(ManyThreads, AStrategyIsDisabledAfterItsLastEntry) {
  risk::Limits limits = Lax();
  limits.entries_per_hour = 20;
  Rush rush(limits);
  EXPECT_EQ(rush.venue.orders, 20);
}

}  // namespace
}  // namespace keel::engine
