// SPDX-License-Identifier: MIT
// Shards put together are the run on one machine, bit for bit, and nothing else is put together.
#include "models/monte_carlo/shard.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace keel::models {
namespace {

PathModel TwoAssets() {
  PathModel model;
  model.assets = 2;
  model.regimes = {.transition = {0.9, 0.1, 0.2, 0.8},
                   .today = {0.6, 0.4},
                   .means = {0.001, 0.002, -0.001, -0.002},
                   .deviations = {0.01, 0.02, 0.03, 0.04}};
  model.garch = {{.alpha = 0.05, .beta = 0.9, .next_variance = 2e-4}, {.alpha = 0.1, .beta = 0.8}};
  model.degrees_of_freedom = 6;
  model.correlation = {1, 0.5, 0.5, 1};
  model.jumps = {{.intensity = 0.02, .mean = -0.02, .deviation = 0.02, .compensated = true}, {}};
  return model;
}

SimulationSettings Settings() {
  return {.paths = 9'998,
          .horizon = 7,
          .seed = 5,
          .antithetic = true,
          .quantiles = {0.01, 0.5},
          .tail_confidences = {0.95},
          .drawdown_quantiles = {0.9},
          .levels = {0.98, 1.03},
          .keep_terminal = true,
          .keep_paths = 1500};
}

std::vector<ShardPart> Parts(size_t count, const SimulationSettings& settings,
                             std::string_view label = "a label") {
  std::vector<ShardPart> parts;
  for (size_t i = 1; i <= count; ++i) {
    const auto part = SimulateShard(TwoAssets(), settings, {i, count}, label);
    EXPECT_TRUE(part.has_value()) << part.error().message;
    parts.push_back({"part" + std::to_string(i), part.value_or("")});
  }
  return parts;
}

void ExpectSame(const Estimate& a, const Estimate& b) {
  EXPECT_EQ(a.value, b.value);
  EXPECT_EQ(a.standard_error, b.standard_error);
}

void ExpectSame(const std::vector<QuantileEstimate>& a, const std::vector<QuantileEstimate>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].value, b[i].value);
    EXPECT_EQ(a[i].low, b[i].low);
    EXPECT_EQ(a[i].high, b[i].high);
  }
}

TEST(Shard, AnySplitGivesTheBytesOfTheWhole) {
  const auto whole = Simulate(TwoAssets(), Settings());
  ASSERT_TRUE(whole.has_value());
  for (const size_t count : {1U, 2U, 3U, 5U, 7U, 13U}) {  // of 10 blocks
    SimulationSettings settings = Settings();
    settings.jobs = static_cast<int>(1 + count % 3);
    std::vector<ShardPart> parts = Parts(count, settings);
    std::reverse(parts.begin(), parts.end());
    const auto merged = MergeShards(parts);
    ASSERT_TRUE(merged.has_value()) << merged.error().message;
    const Forecast& f = merged->forecast;
    EXPECT_EQ(merged->label, "a label");
    EXPECT_EQ(f.paths, whole->paths);
    EXPECT_EQ(f.horizon, whole->horizon);
    EXPECT_EQ(f.terminal_returns, whole->terminal_returns) << count;
    EXPECT_EQ(f.log_paths, whole->log_paths);
    EXPECT_EQ(f.return_deviation, whole->return_deviation);
    ExpectSame(f.expected_return, whole->expected_return);
    ExpectSame(f.probability_up, whole->probability_up);
    ExpectSame(f.expected_drawdown, whole->expected_drawdown);
    ExpectSame(f.quantiles, whole->quantiles);
    ExpectSame(f.drawdown_quantiles, whole->drawdown_quantiles);
    ExpectSame(f.tail_risks[0].value_at_risk, whole->tail_risks[0].value_at_risk);
    ExpectSame(f.tail_risks[0].expected_shortfall, whole->tail_risks[0].expected_shortfall);
    ASSERT_EQ(f.hits.size(), 2U);
    for (size_t i = 0; i < 2; ++i) ExpectSame(f.hits[i].probability, whole->hits[i].probability);
  }
}

void ExpectRefused(const std::vector<ShardPart>& parts, std::string_view why,
                   base::ErrorCode code = base::ErrorCode::kUsage) {
  const auto merged = MergeShards(parts);
  ASSERT_FALSE(merged.has_value()) << why;
  EXPECT_EQ(merged.error().code, code);
  EXPECT_NE(merged.error().message.find(why), std::string::npos) << merged.error().message;
}

TEST(Shard, RefusesWhatDoesNotBelongTogether) {
  const std::vector<ShardPart> good = Parts(3, Settings());
  ExpectRefused({}, "no parts");
  ExpectRefused({good[0], good[2]}, "shard 2/3 is missing");
  ExpectRefused({good[0], good[1], good[1], good[2]}, "part2 is shard 2/3, which was given");
  SimulationSettings other = Settings();
  other.seed = 6;
  const std::string different = "of different simulations";
  ExpectRefused({good[0], Parts(3, other)[1], good[2]}, different);
  other = Settings();
  other.horizon = 8;
  ExpectRefused({good[0], good[1], Parts(3, other)[2]}, different);
  ExpectRefused({good[0], good[1], Parts(3, Settings(), "another")[2]}, different);
  ExpectRefused({good[0], Parts(2, Settings())[1]}, "part2 is one of 2 shards, part1 one of 3");
  ExpectRefused({{"x", "hello"}}, "x is no part of a forecast");
}

TEST(Shard, NoticesDamage) {
  const std::vector<ShardPart> good = Parts(2, Settings());
  for (const size_t left : {22U, 60U, 100U, 5000U}) {
    std::vector<ShardPart> cut = good;
    cut[1].bytes.resize(left);
    ExpectRefused(cut, "part2 is truncated or damaged", base::ErrorCode::kCorrupt);
  }
  std::vector<ShardPart> flipped = good;
  flipped[0].bytes[good[0].bytes.size() / 2] ^= 1;
  ExpectRefused(flipped, "part1 is truncated or damaged", base::ErrorCode::kCorrupt);
}

TEST(Shard, RefusesImpossibleShards) {
  for (const Shard shard : {Shard{0, 3}, Shard{4, 3}, Shard{1, 0}, Shard{1, 10'001}}) {
    EXPECT_FALSE(SimulateShard(TwoAssets(), Settings(), shard, "").has_value());
  }
}

}  // namespace
}  // namespace keel::models
