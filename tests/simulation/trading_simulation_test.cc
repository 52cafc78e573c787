// SPDX-License-Identifier: MIT
// Seeded schedules of faults and crashes. A failing seed replays exactly:
//   simulation_campaign SEED 1
#include "tests/simulation/trading_simulation.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/simulation/session_simulation.h"

namespace keel::simulation {
namespace {

/// As many as a developer waits for, or the share of 5,000 that a change has to pass.
uint64_t Schedules(uint64_t quick, uint64_t in_ci) {
  return std::getenv("CI") == nullptr ? quick : in_ci;
}

TEST(TradingSimulationTest, NoScheduleOfFaultsLosesOrDoublesAnOrderOrAnExecution) {
  int trades = 0, crashes = 0, unknown = 0, never_arrived = 0;
  int amends = 0, refused_amends = 0, replaced = 0;
  for (uint64_t seed = 0; seed < Schedules(1000, 3000); ++seed) {
    const SimulationResult result = Simulate(seed);
    ASSERT_EQ(result.failure, "") << "seed " << seed;
    trades += result.trades;
    crashes += result.crashes;
    unknown += result.unknown;
    never_arrived += result.never_arrived;
    amends += result.amends;
    refused_amends += result.refused_amends;
    replaced += result.replaced;
  }
  EXPECT_GT(amends, 500);
  EXPECT_GT(refused_amends, 100);
  EXPECT_GT(replaced, 100);
  EXPECT_GT(trades, 8'000);  // what there was to lose
  EXPECT_GT(crashes, 1000);
  EXPECT_GT(unknown, 500);
  EXPECT_GT(never_arrived, 100);
}

TEST(TradingSimulationTest, ASeedIsTheSameScheduleEveryTime) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_EQ(Simulate(seed).hash, Simulate(seed).hash);
  }
  EXPECT_NE(Simulate(1).hash, Simulate(2).hash);
}

TEST(TradingSimulationTest, WithoutFaultsNothingIsEverUnknown) {
  SimulationOptions calm;
  calm.faults = NoFaults();
  calm.crash_per_step = 0;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const SimulationResult result = Simulate(seed, calm);
    EXPECT_EQ(result.failure, "") << "seed " << seed;
    EXPECT_EQ(result.unknown + result.refused + result.never_arrived, 0);
  }
}

TEST(SessionSimulationTest, ASessionThatDiesAnywhereComesBackAsItWasAndReplays) {
  int orders = 0, trades = 0, crashes = 0, parents = 0, by_shortfall = 0, amends = 0, replaced = 0;
  int off_grid = 0, clocks = 0, strangers = 0;
  PersonsActs acts;
  for (uint64_t seed = 0; seed < Schedules(120, 500); ++seed) {
    const SessionResult result = SimulateSession(seed);
    ASSERT_EQ(result.failure, "") << "seed " << seed;
    orders += result.orders;
    trades += result.trades;
    crashes += result.crashes;
    parents += result.parents;
    if (seed % 9 == 6) by_shortfall += result.parents;
    amends += result.amends;
    replaced += result.replaced;
    off_grid += result.off_grid;
    clocks += result.clocks;
    acts += result.acts;
    strangers += result.strangers;
  }
  EXPECT_GT(off_grid, 4) << "refused by rules that had changed";
  EXPECT_GT(acts.taken_back, 20);
  EXPECT_GT(acts.amended + acts.thrown + acts.flattened + acts.released, 15);
  EXPECT_GT(strangers, 10);
  EXPECT_GT(clocks, 25) << "restarts with another clock";
  EXPECT_GT(amends, 10);
  EXPECT_GT(replaced, 5);
  EXPECT_GT(parents, 20);
  EXPECT_GT(by_shortfall, 5) << "worked by implementation_shortfall";
  EXPECT_GT(orders, 300);
  EXPECT_GT(trades, 300);
  EXPECT_GT(crashes, 60);
}

TEST(SessionSimulationTest, ASeedIsTheSameSessionEveryTime) {
  for (uint64_t seed = 0; seed < 5; ++seed) {
    EXPECT_EQ(SimulateSession(seed).hash, SimulateSession(seed).hash);
  }
}

TEST(WireSimulationTest, ASessionThatSpeaksBinanceAgreesWithTheExchangeToTheUnit) {
  SessionResult sum;
  for (uint64_t seed = 0; seed < Schedules(300, 1500); ++seed) {
    const SessionResult result = SimulateSession(seed, {.by_wire = true});
    ASSERT_EQ(result.failure, "") << "simulation_campaign " << seed << " 1 wire";
    sum.orders += result.orders;
    sum.trades += result.trades;
    sum.crashes += result.crashes;
    sum.unheard += result.unheard;
    sum.amends += result.amends;
    sum.replaced += result.replaced;
    sum.off_grid += result.off_grid;
    sum.clocks += result.clocks;
    sum.pauses += result.pauses;
    sum.acts += result.acts;
    sum.strangers += result.strangers;
  }
  EXPECT_GT(sum.acts.taken_back, 100);
  EXPECT_GT(sum.acts.amended + sum.acts.thrown + sum.acts.flattened + sum.acts.released, 100);
  EXPECT_GT(sum.strangers, 50);
  EXPECT_GT(sum.clocks, 125) << "restarts with another clock";
  EXPECT_GT(sum.pauses, 300) << "429 and 418";
  EXPECT_GT(sum.off_grid, 50) << "refused by rules that had changed";
  EXPECT_GT(sum.amends, 15);
  EXPECT_GT(sum.replaced, 8);
  EXPECT_GT(sum.orders, 1500);
  EXPECT_GT(sum.trades, 2000);
  EXPECT_GT(sum.crashes, 300);
  EXPECT_GT(sum.unheard, 300);
}

TEST(WireSimulationTest, ASeedIsTheSameBytesEveryTime) {
  for (uint64_t seed = 0; seed < 6; ++seed) {
    const SessionResult one = SimulateSession(seed, {.by_wire = true});
    const SessionResult again = SimulateSession(seed, {.by_wire = true});
    EXPECT_EQ(one.hash, again.hash);
    EXPECT_EQ(one.wire_hash, again.wire_hash);
    EXPECT_NE(one.wire_hash, SimulateSession(seed + 1, {.by_wire = true}).wire_hash);
  }
}

TEST(WireSimulationTest, WithoutFaultsEveryRequestIsAnswered) {
  SessionOptions calm;
  calm.by_wire = true;
  calm.faults = NoFaults();
  calm.crash_per_step = 0;
  int trades = 0;
  for (uint64_t seed = 0; seed < 30; ++seed) {
    const SessionResult result = SimulateSession(seed, calm);
    EXPECT_EQ(result.failure, "") << "seed " << seed;
    EXPECT_EQ(result.unheard, 0) << "seed " << seed;
    trades += result.trades;
  }
  EXPECT_GT(trades, 200);
}

}  // namespace
}  // namespace keel::simulation
