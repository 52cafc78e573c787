// SPDX-License-Identifier: MIT
// What varies, what is looked for, and which trials come of it.
#include "research/optimize/space.h"

#include <gtest/gtest.h>

#include <set>

#include "research/optimize/objective.h"
#include "research/optimize/plan.h"
#include "research/testing/sample_subject.h"

namespace keel::research {
namespace {

using testing::SampleSubject;
using Values = std::vector<double>;

Values ValuesOf(const std::string& text) {
  const auto space = ParseSpace(std::vector{text}, SampleSubject(10));
  EXPECT_TRUE(space) << space.error().message;
  return space ? space->axes.front().values : Values();
}

std::string Refusal(const std::vector<std::string>& texts,
                    const Subject& subject = SampleSubject(10)) {
  const auto space = ParseSpace(texts, subject);
  EXPECT_FALSE(space);
  return space ? "" : space.error().message;
}

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Space, ReadsRangesListsAndNames) {
  EXPECT_EQ(ValuesOf("fast=10:50:20"), (Values{10, 30, 50}));
  EXPECT_EQ(ValuesOf("fast=10:49:20"), (Values{10, 30}));
  EXPECT_EQ(ValuesOf("dial=0:0.3:0.1"), (Values{0, 0.1, 0.2, 0.3}));
  EXPECT_EQ(ValuesOf("fast=3:6"), (Values{3, 4, 5, 6}));
  EXPECT_EQ(ValuesOf("dial=0:0.9").size(), 10u);
  EXPECT_EQ(ValuesOf("fast= 30,10,20,10"), (Values{10, 20, 30}));
  EXPECT_EQ(ValuesOf("dial"), (Values{0, 0.142857142857, 0.285714285714, 0.428571428571,
                                      0.571428571429, 0.714285714286, 0.857142857143, 1}));
  EXPECT_EQ(ValuesOf("slow"), (Values{3, 6, 13, 27, 56, 116, 241, 500})) << "in equal ratios";
}

TEST(Space, NamesTheStrategyWhereThereAreSeveral) {
  const Subject two = SampleSubject(10, {"cross", "other"});
  const std::vector<std::string> texts = {"other.fast=5,6", "cross.fast=7"};
  EXPECT_EQ(ParseSpace(texts, two)->axes.front().name, "other.fast");
  EXPECT_TRUE(Has(Refusal({"fast=5"}, two), "cross.fast"));
  EXPECT_TRUE(Has(Refusal({"ohter.fast=5"}, two), "other"));
  EXPECT_EQ(ParseSpace(std::vector<std::string>{"cross.fast=7"}, SampleSubject(10))->axes[0].name,
            "fast");
}

TEST(Space, RefusesWhatNoStrategyTakes) {
  EXPECT_TRUE(Has(Refusal({"fats=5"}), "fast"));
  EXPECT_TRUE(Has(Refusal({"fast=1:50:7"}), "--space fast=1:50:7"));
  EXPECT_TRUE(Has(Refusal({"fast=2.5"}), "fast"));
  EXPECT_TRUE(Has(Refusal({"fast=50:10:5"}), "low:high"));
  EXPECT_TRUE(Has(Refusal({"fast=10:50:0"}), "step"));
  EXPECT_TRUE(Has(Refusal({"fast=10,x"}), "\"x\""));
  EXPECT_TRUE(Has(Refusal({"fast=5", "fast=6"}), "twice"));
  EXPECT_TRUE(Has(Refusal({}), "--space"));
  EXPECT_TRUE(Has(Refusal({"dial=0:1:0.0002", "slow=3:500:1", "fast=2:100:1"}), "points"));
}

TEST(Space, ItsLastAxisTurnsFastest) {
  const std::vector<std::string> texts = {"fast=5,6", "slow=20,30,40"};
  const auto space = ParseSpace(texts, SampleSubject(10));
  ASSERT_EQ(space->points(), 6);
  EXPECT_EQ(space->At(1), (std::vector<std::pair<std::string, double>>{{"fast", 5}, {"slow", 30}}));
  EXPECT_EQ(space->At(5), (std::vector<std::pair<std::string, double>>{{"fast", 6}, {"slow", 40}}));
}

TEST(Objective, WeighsFiguresAndKnowsTheirBetterDirection) {
  const Outcome outcome{.trades = 40, .sharpe = 1.5, .max_drawdown = 0.2, .costs = 30};
  EXPECT_EQ(Objective::Parse("sharpe", 0)->Of(outcome), 1.5);
  EXPECT_EQ(Objective::Parse("max_drawdown", 0)->Of(outcome), -0.2);
  EXPECT_EQ(Objective::Parse("costs", 0)->Of(outcome), -30);
  EXPECT_DOUBLE_EQ(*Objective::Parse("sharpe:1, max_drawdown:-2", 0)->Of(outcome), 1.1);
}

TEST(Objective, FewTradesAndUndefinedFiguresLose) {
  const Outcome outcome{.trades = 40, .sharpe = 1.5};
  EXPECT_TRUE(Objective::Parse("sharpe", 40)->Of(outcome));
  EXPECT_FALSE(Objective::Parse("sharpe", 41)->Of(outcome));
  EXPECT_FALSE(Objective::Parse("sortino", 0)->Of(outcome));
  EXPECT_FALSE(Objective::Parse("sharpe:1,sortino:0.1", 0)->Of(outcome));
}

TEST(Objective, RefusesWhatIsNoFigure) {
  EXPECT_TRUE(Has(Objective::Parse("sharp", 0).error().message, "did you mean \"sharpe\""));
  EXPECT_TRUE(Has(Objective::Parse("sharpe:x", 0).error().message, "\"x\""));
  EXPECT_FALSE(Objective::Parse("", 0));
}

Space SmallSpace(const Subject& subject) {
  const std::vector<std::string> texts = {"fast=5:45:10", "slow=20:60:10"};
  return ParseSpace(texts, subject).value();
}

std::vector<std::string> HashesOf(const TrialPlan& plan) {
  std::vector<std::string> hashes;
  for (const Trial& trial : plan.trials) hashes.push_back(trial.hash);
  return hashes;
}

TEST(Plan, AGridHasEveryPointThatIsPossible) {
  const Subject subject = SampleSubject(10);
  const auto plan = PlanGrid(subject, SmallSpace(subject), {});
  ASSERT_TRUE(plan);
  int64_t possible = 0;
  for (int fast = 5; fast <= 45; fast += 10) {
    for (int slow = 20; slow <= 60; slow += 10) possible += fast < slow ? 1 : 0;
  }
  EXPECT_EQ(static_cast<int64_t>(plan->trials.size()), possible);
  EXPECT_EQ(plan->contradictions, 25 - possible);
  for (const Trial& trial : plan->trials) {
    EXPECT_LT(trial.variation.params[0].second, trial.variation.params[1].second);
  }
  const std::vector<std::string> never = {"fast=90", "slow=20,30"};
  EXPECT_TRUE(Has(PlanGrid(subject, *ParseSpace(never, subject), {}).error().message, "all 2"));
}

TEST(Plan, AShorterRandomSearchIsTheBeginningOfALongerOne) {
  const Subject subject = SampleSubject(10);
  const Space space = SmallSpace(subject);
  const auto all = HashesOf(*PlanRandom(subject, space, {}, 12, 3));
  const auto some = HashesOf(*PlanRandom(subject, space, {}, 5, 3));
  EXPECT_EQ(some, std::vector(all.begin(), all.begin() + 5));
  EXPECT_EQ(std::set(all.begin(), all.end()).size(), 12u) << "no point twice";
  EXPECT_NE(HashesOf(*PlanRandom(subject, space, {}, 12, 4)), all);
}

TEST(Plan, ARandomSearchEndsWithItsSpace) {
  const Subject subject = SampleSubject(10);
  const Space space = SmallSpace(subject);
  const auto grid = PlanGrid(subject, space, {});
  const auto random = PlanRandom(subject, space, {}, 1000, 1);
  EXPECT_EQ(random->trials.size(), grid->trials.size());
  EXPECT_EQ(random->contradictions, grid->contradictions);
}

TEST(Plan, ShardsShareItEvenly) {
  const Subject subject = SampleSubject(10);
  const auto plan = PlanGrid(subject, SmallSpace(subject), {});
  for (const int64_t count : {1, 2, 7}) {
    std::multiset<size_t> all;
    for (int64_t index = 0; index < count; ++index) {
      const auto own = TrialsOf(*plan, {index, count});
      EXPECT_LE(own.size(), plan->trials.size() / static_cast<size_t>(count) + 1);
      all.insert(own.begin(), own.end());
    }
    EXPECT_EQ(all.size(), plan->trials.size());
    EXPECT_EQ(std::set(all.begin(), all.end()).size(), plan->trials.size());
  }
}

}  // namespace
}  // namespace keel::research
