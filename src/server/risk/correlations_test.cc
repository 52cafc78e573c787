// SPDX-License-Identifier: MIT
#include "server/risk/correlations.h"

#include <gtest/gtest.h>

#include "server/risk/testing/risk_scene.h"

namespace keel::server {
namespace {

using testing::RandomCloses;
using testing::SceneOf;

/// Moves half as its own and half as `of`.
std::vector<double> Follower(const std::vector<double>& of, uint64_t seed) {
  std::vector<double> closes = RandomCloses(of.size(), seed, 0.02);
  for (size_t t = 0; t < of.size(); ++t) closes[t] *= of[t];
  return closes;
}

TEST(CorrelationsTest, OfDaysItIsWhatTheGateHas) {
  const auto btc = RandomCloses(120, 1, 0.02);
  const RiskInputs inputs = SceneOf(btc, Follower(btc, 2));
  const CorrelationView view = CorrelationsOf(inputs);
  ASSERT_EQ(view.matrices.size(), 1u);
  const MatrixView& days = view.matrices[0];
  EXPECT_EQ(days.observations, 60);
  ASSERT_EQ(days.pairs, (std::vector<std::string>{"BTC/USDT", "SOL/USDT"}));
  const auto& gate = inputs.days;
  const auto a = inputs.coins[0].id, b = inputs.coins[1].id;
  const double expected = gate.covariance(a, b) / (gate.volatility(a) * gate.volatility(b));
  EXPECT_NEAR(days.rows[0][1], expected, 1e-12);
  EXPECT_EQ(days.rows[0][1], days.rows[1][0]);
  EXPECT_EQ(days.rows[0][0], 1);
  EXPECT_NEAR(*days.mean, expected, 1e-12);
  EXPECT_GT(expected, 0.4);
}

TEST(CorrelationsTest, OfBarsItIsOfTheInstantsThatAllHave) {
  const auto btc = RandomCloses(200, 1, 0.02);
  RiskInputs inputs = SceneOf(btc, btc, "1h");
  auto& bars = inputs.coins[1].bars;
  bars.erase(bars.begin() + 10);  // two returns less are common
  const CorrelationView view = CorrelationsOf(inputs);
  ASSERT_EQ(view.matrices.size(), 2u);
  EXPECT_EQ(view.matrices[0].why, "no pair has the 60 returns that it takes");
  EXPECT_EQ(view.matrices[0].left_out[0].why, "BTC/USDT has 7 daily returns; 60 are needed");
  EXPECT_EQ(view.matrices[1].step, "1h");
  EXPECT_EQ(view.matrices[1].observations, 197);
  EXPECT_NEAR(view.matrices[1].rows[0][1], 1, 1e-9);
  EXPECT_EQ(view.matrices[1].clusters, (std::vector<int64_t>{0, 0})) << "one bet";
}

TEST(CorrelationsTest, WhatIsNotKnownMovesTogether) {
  const auto btc = RandomCloses(120, 1, 0.02);
  const RiskInputs known = SceneOf(btc, RandomCloses(120, 9, 0.02));
  EXPECT_LT(JoinedCorrelation(known, {0, 1}).at(0, 1), 0.5);
  const RiskInputs unknown = SceneOf(btc, RandomCloses(20, 9, 0.02));
  EXPECT_EQ(JoinedCorrelation(unknown, {0, 1}).at(0, 1), 1);
  EXPECT_EQ(CorrelationsOf(unknown).matrices[0].why,
            "only one pair has the 60 returns that it takes");
}

TEST(CorrelationsTest, APairThatDoesNotMoveIsLeftOut) {
  const CorrelationView view =
      CorrelationsOf(SceneOf(RandomCloses(120, 1, 0.02), std::vector<double>(120, 5.0), "1h"));
  ASSERT_EQ(view.matrices[1].left_out.size(), 1u);
  EXPECT_EQ(view.matrices[1].left_out[0].why, "SOL/USDT has not moved");
}

}  // namespace
}  // namespace keel::server
