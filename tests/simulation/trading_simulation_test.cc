// SPDX-License-Identifier: MIT
// Seeded schedules of faults and crashes. A failing seed replays exactly:
//   simulation_campaign SEED 1
#include "tests/simulation/trading_simulation.h"

#include <gtest/gtest.h>

#include "tests/simulation/session_simulation.h"

namespace keel::simulation {
namespace {

TEST(TradingSimulationTest, NoScheduleOfFaultsLosesOrDoublesAnOrderOrAnExecution) {
  int trades = 0, crashes = 0, unknown = 0, never_arrived = 0;
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    const SimulationResult result = Simulate(seed);
    ASSERT_EQ(result.failure, "") << "seed " << seed;
    trades += result.trades;
    crashes += result.crashes;
    unknown += result.unknown;
    never_arrived += result.never_arrived;
  }
  EXPECT_GT(trades, 10'000);  // what there was to lose
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
  int orders = 0, trades = 0, crashes = 0, parents = 0;
  for (uint64_t seed = 0; seed < 60; ++seed) {
    const SessionResult result = SimulateSession(seed);
    ASSERT_EQ(result.failure, "") << "seed " << seed;
    orders += result.orders;
    trades += result.trades;
    crashes += result.crashes;
    parents += result.parents;
  }
  EXPECT_GT(parents, 20);
  EXPECT_GT(orders, 300);
  EXPECT_GT(trades, 300);
  EXPECT_GT(crashes, 60);
}

TEST(SessionSimulationTest, ASeedIsTheSameSessionEveryTime) {
  for (uint64_t seed = 0; seed < 5; ++seed) {
    EXPECT_EQ(SimulateSession(seed).hash, SimulateSession(seed).hash);
  }
}

}  // namespace
}  // namespace keel::simulation
