// SPDX-License-Identifier: MIT
// Whole runs of strategies that keep their decisions: everything kept can be computed again from
// the bars, and what was changed afterwards is found.
#include <gtest/gtest.h>

#include "base/os/file.h"
#include "research/decisions_file.h"
#include "risk/limits.h"
#include "strategies/feature_registry.h"
#include "strategies/recompute.h"
#include "strategies/registry.h"
#include "tests/property/synthetic_run.h"

namespace keel::tests {
namespace {

using Values = std::vector<std::pair<std::string, double>>;

const core::Timeframe kHour = core::Timeframe::Of(base::Hours(1));
constexpr base::Duration kLength = base::Days(110);

/// Trades often on a short history.
const Values kLively = {{"least_conviction", 0.03},
                        {"least_probability", 0.5},
                        {"reward_to_risk", 0},
                        {"paths", 200},
                        {"horizon", 6},
                        {"least_days", 20},
                        {"window_days", 40},
                        {"rotation", 2}};

struct DecidedRun {
  SyntheticMarket market;
  std::vector<engine::LoadedSeries> series;
  engine::RunRecord run;
  std::string strategy;
  strategy::Params params;
};

DecidedRun Decide(const std::string& name, const Values& values) {
  DecidedRun decided{MakeMarket(4, kHour, kLength, 33), {}, {}, name, {}};
  engine::BacktestSettings settings =
      SettingsFor(decided.market, kHour, {{.name = name, .params = values}});
  settings.risk = *risk::LimitsOf("research");
  settings.seed = 5;
  const base::UnixNanos end = kSyntheticStart + kLength;
  decided.run =
      RunKnown(settings, {strategies::All(), strategies::AllFeatures()}, decided.market, end);
  decided.series = Known(decided.market, end, settings);
  decided.params = *strategy::Params::Make((*strategies::Find(name))->params, values);
  return decided;
}

strategies::Recomputation Again(const DecidedRun& decided) {
  strategies::RecomputeRun run{decided.strategy, decided.params, kHour, 5, {}, {}};
  for (size_t i = 0; i < decided.series.size(); ++i) {
    run.instruments.push_back({static_cast<uint32_t>(i)});
    run.series.push_back(decided.series[i].bars);
  }
  auto made = strategies::Recomputation::Make(std::move(run));
  EXPECT_TRUE(made.has_value()) << made.error().message;
  return *std::move(made);
}

class Decisions : public testing::TestWithParam<std::string> {};

TEST_P(Decisions, AllComeOutTheSameAgain) {
  const DecidedRun decided = Decide(GetParam(), GetParam() == "ensemble" ? kLively : Values{});
  ASSERT_GT(decided.run.decisions.size(), 5U);
  auto again = Again(decided);
  for (const engine::DecisionRecord& record : decided.run.decisions) {
    std::vector<std::string> differences;
    const auto outcome = again.Again(record.decision, &differences);
    ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
    EXPECT_TRUE(differences.empty()) << differences.front();
    EXPECT_EQ(research::FirstDifference(record.decision.outcome, *outcome), "");
  }
}

TEST_P(Decisions, EveryOrderPointsAtOne) {
  const DecidedRun decided = Decide(GetParam(), GetParam() == "ensemble" ? kLively : Values{});
  ASSERT_FALSE(decided.run.orders.empty());
  for (const engine::OrderRecord& record : decided.run.orders) {
    ASSERT_GE(record.order.decision, 1U);
    ASSERT_LE(record.order.decision, decided.run.decisions.size());
    const strategy::Decision& decision = decided.run.decisions[record.order.decision - 1].decision;
    EXPECT_EQ(decision.instrument, record.order.terms.instrument);
    EXPECT_LE(decision.time, record.order.created_at);
  }
}

INSTANTIATE_TEST_SUITE_P(Strategies, Decisions,
                         testing::Values("ensemble", "momentum_persistence", "regime_mispricing",
                                         "indicator_composite"));

TEST(Ensemble, DecidesAtEveryLevelOfTheForecast) {
  for (const double level : {1.0, 2.0, 3.0, 4.0}) {
    Values values = kLively;
    values.back() = {"rotation", 0};  // level 1 knows no regimes to rotate by
    values.emplace_back("level", level);
    EXPECT_FALSE(Decide("ensemble", values).run.decisions.empty()) << level;
  }
}

TEST(DecisionsFile, ReadsBackWhatWasWritten) {
  const DecidedRun decided = Decide("ensemble", kLively);
  const std::string folder = testing::TempDir() + "keel-decisions";
  ASSERT_TRUE(base::os::MakeDirectories(folder));
  ASSERT_TRUE(
      base::os::WriteFileAtomic(folder + "/decisions.jsonl", research::DecisionLines(decided.run)));
  const auto read = research::ReadDecisions(folder);
  ASSERT_TRUE(read.has_value()) << read.error().message;
  ASSERT_EQ(read->size(), decided.run.decisions.size());
  for (size_t i = 0; i < read->size(); ++i) {
    EXPECT_EQ(
        research::FirstDifference(decided.run.decisions[i].decision.outcome, (*read)[i].outcome),
        "");
    EXPECT_EQ((*read)[i].inputs.forecast->model.regimes.means,
              decided.run.decisions[i].decision.inputs.forecast->model.regimes.means);
  }
  EXPECT_TRUE(base::os::RemoveTree(folder));
}

/// What is found when one thing of a kept decision is not what it was.
std::vector<std::string> Found(void (*change)(strategy::Decision&)) {
  static const DecidedRun kDecided = Decide("ensemble", kLively);
  strategy::Decision decision = kDecided.run.decisions.back().decision;
  change(decision);
  auto again = Again(kDecided);
  std::vector<std::string> differences;
  const auto outcome = again.Again(decision, &differences);
  EXPECT_TRUE(outcome.has_value());
  const std::string difference = research::FirstDifference(decision.outcome, *outcome);
  if (!difference.empty()) differences.push_back(difference);
  return differences;
}

TEST(Tampering, IsFoundWhereverItWasDone) {
  EXPECT_TRUE(Found([](strategy::Decision&) {}).empty());
  const auto changes = std::to_array<void (*)(strategy::Decision&)>(
      {[](strategy::Decision& d) { d.inputs.signals[0].faded.value *= 0.999; },
       [](strategy::Decision& d) { d.inputs.signals[0].faded.decay *= 0.5; },
       [](strategy::Decision& d) { d.inputs.signals[0].features[0].value = 7; },
       [](strategy::Decision& d) { d.inputs.forecast->seed += 1; },
       [](strategy::Decision& d) {
         d.inputs.forecast->model.regimes.today = {1, 0, 0};
       },
       [](strategy::Decision& d) { d.inputs.tilts[0] *= 1.01; },
       [](strategy::Decision& d) { d.inputs.one_way_cost += 1e-6; },
       [](strategy::Decision& d) { d.outcome.target_share *= 1.0001; },
       [](strategy::Decision& d) { d.outcome.conviction += 1e-9; },
       [](strategy::Decision& d) { d.outcome.why = "because"; }});
  for (size_t i = 0; i < changes.size(); ++i) {
    EXPECT_FALSE(Found(changes[i]).empty()) << "change " << i;
  }
}

TEST(Recomputation, KnowsWhichStrategiesDecide) {
  const auto refused = strategies::Recomputation::Make({.strategy = "ema_cross"});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, base::ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace keel::tests
