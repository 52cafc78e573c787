// SPDX-License-Identifier: MIT
#include "research/robustness/robustness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "research/robustness/judge.h"
#include "research/robustness/parameter_steps.h"
#include "research/testing/sample_subject.h"

namespace keel::research {
namespace {

using testing::SampleSubject;

const RobustnessTest& Find(const RobustnessReport& report, std::string_view key) {
  const auto found = std::ranges::find(report.tests, key, &RobustnessTest::key);
  EXPECT_NE(found, report.tests.end()) << key;
  return *found;
}

TEST(ParameterSteps, AreWholeInRangeAndEachOnce) {
  const Subject subject = SampleSubject(100);  // fast 10, slow 50, silent 0, dial 0.5
  const auto steps = StepsOf(subject, {}, 5);
  ASSERT_TRUE(steps);
  ASSERT_EQ(steps->size(), 4u);
  EXPECT_EQ((*steps)[0].near, (std::vector<double>{8, 9, 11, 12}));
  EXPECT_EQ((*steps)[1].near, (std::vector<double>{40, 43, 45, 48, 53, 55, 58, 60}));
  EXPECT_EQ((*steps)[2].gap, "is 0, of which 20 % is 0");
  ASSERT_EQ((*steps)[3].near.size(), 8u);
  EXPECT_DOUBLE_EQ((*steps)[3].near.front(), 0.4);
}

TEST(ParameterSteps, OfASmallWholeNumberAreItsNeighbours) {
  Subject subject = SampleSubject(100);
  subject.settings.strategies[0].params = {{"fast", 2}, {"slow", 4}};
  const auto steps = StepsOf(subject, std::vector<std::string>{"fast", "slow"}, 5);
  ASSERT_TRUE(steps);
  EXPECT_EQ((*steps)[0].near, (std::vector<double>{3})) << "1 is below the range";
  EXPECT_EQ((*steps)[1].near, (std::vector<double>{3, 5}));
  const auto unknown = StepsOf(subject, std::vector<std::string>{"fats"}, 5);
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("did you mean \"fast\""), std::string::npos)
      << unknown.error().message;
}

TEST(Robustness, RunsEveryTestAndJudgesIt) {
  const Subject subject = SampleSubject(3000);
  const auto report = TestRobustness(subject, {.quick = true});
  ASSERT_TRUE(report) << report.error().message;
  std::vector<std::string> keys;
  for (const RobustnessTest& test : report->tests) {
    keys.push_back(test.key);
    EXPECT_FALSE(test.rule.empty()) << test.key;
    EXPECT_FALSE(test.finding.empty()) << test.key;
    EXPECT_NE(test.grade, Grade::kNotJudged) << test.key << ": " << test.finding;
  }
  EXPECT_EQ(keys,
            (std::vector<std::string>{"one_at_a_time", "surface", "entry_delay", "price_noise",
                                      "costs", "latency", "start", "bootstrap", "trade_order"}));
  EXPECT_EQ(Find(*report, "entry_delay").variations, 5);
  EXPECT_EQ(Find(*report, "price_noise").variations, 10);
  EXPECT_EQ(Find(*report, "bootstrap").variations, 1000);
  EXPECT_FALSE(report->verdict.empty());
  EXPECT_FALSE(report->failure_cases.kinds.empty());
  // Dearer trading earns less, and the dial that changes nothing changes nothing.
  const RobustnessTest& costs = Find(*report, "costs");
  EXPECT_LT(costs.runs[1].total_return, costs.runs[0].total_return);
  EXPECT_LT(costs.runs[0].total_return, report->plain.total_return);
  for (const VariedRun& run : Find(*report, "one_at_a_time").runs) {
    if (run.parameter != "dial") continue;
    EXPECT_EQ(run.total_return, report->plain.total_return);
  }
  // The surface is over the two that matter, holds the plain run, and agrees with one at a time.
  const RobustnessTest& surface = Find(*report, "surface");
  for (const VariedRun& run : surface.runs) {
    EXPECT_EQ(run.label.find("dial"), std::string::npos);
  }
  const auto middle = std::ranges::find_if(surface.runs, [](const VariedRun& run) {
    return std::min(*run.x, *run.y) == 10 && std::max(*run.x, *run.y) == 50;
  });
  ASSERT_NE(middle, surface.runs.end());
  EXPECT_EQ(middle->total_return, report->plain.total_return);
}

TEST(Robustness, AnyNumberOfThreadsGivesTheSameBytes) {
  const Subject subject = SampleSubject(1500);
  const auto one = TestRobustness(subject, {.quick = true, .jobs = 1});
  const auto four = TestRobustness(subject, {.quick = true, .jobs = 4});
  ASSERT_TRUE(one && four);
  EXPECT_EQ(base::ToJson(*one), base::ToJson(*four));
}

TEST(Robustness, StopsWhenItIsTold) {
  const std::atomic<bool> stop = true;
  const auto report = TestRobustness(SampleSubject(500), {.quick = true, .interrupted = &stop});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, base::ErrorCode::kInterrupted);
}

/// A test of runs with these returns, all with the same ratio.
RobustnessTest TestWith(const std::vector<double>& returns, double sharpe) {
  RobustnessTest test{.key = "made_up", .title = "Made up"};
  for (const double r : returns) {
    test.runs.push_back({.label = "run", .total_return = r, .sharpe = sharpe});
  }
  return test;
}

TEST(Judge, RunsPassAreWeakOrFailByTheShareThatEarns) {
  const VariedRun plain{.total_return = 0.5, .sharpe = 1.0, .trades = 50};
  const auto grade = [&](int gains, int losses, double sharpe) {
    std::vector<double> returns(static_cast<size_t>(gains), 0.1);
    returns.insert(returns.end(), static_cast<size_t>(losses), -0.1);
    RobustnessTest test = TestWith(returns, sharpe);
    JudgeRuns(plain, test);
    return test.grade;
  };
  EXPECT_EQ(grade(9, 1, 0.5), Grade::kPass);
  EXPECT_EQ(grade(9, 1, 0.49), Grade::kWeak) << "earns, but not half as well";
  EXPECT_EQ(grade(8, 2, 1), Grade::kWeak);
  EXPECT_EQ(grade(5, 5, 1), Grade::kWeak);
  EXPECT_EQ(grade(4, 5, 1), Grade::kFail);
  EXPECT_EQ(grade(0, 0, 1), Grade::kNotJudged);
}

TEST(Judge, TheBootstrapIsJudgedByItsLosses) {
  const VariedRun plain{.total_return = 0.5, .sharpe = 1.0, .trades = 50};
  const auto grade = [&](int losses) {
    RobustnessTest test{.title = "Days"};
    for (int i = 0; i < 100; ++i) test.drawn_returns.push_back(i < losses ? -0.1 : 0.2);
    test.drawn_drawdowns.assign(100, 0.1);
    JudgeBootstrap(plain, std::vector<double>(100, 0.4), test);
    EXPECT_EQ(*test.keeps_half, 0);
    return test.grade;
  };
  EXPECT_EQ(grade(5), Grade::kPass);
  EXPECT_EQ(grade(6), Grade::kWeak);
  EXPECT_EQ(grade(20), Grade::kWeak);
  EXPECT_EQ(grade(21), Grade::kFail);
}

TEST(Judge, TheOrderOfTradesIsJudgedByTheFallThatWasSpared) {
  const auto grade = [](double own) {
    RobustnessTest test{.title = "Order", .own_drawdown = own};
    test.drawn_drawdowns.assign(100, 0.3);
    JudgeTradeOrder(test);
    return test.grade;
  };
  EXPECT_EQ(grade(0.20), Grade::kPass);
  EXPECT_EQ(grade(0.16), Grade::kWeak);
  EXPECT_EQ(grade(0.14), Grade::kFail);
  EXPECT_EQ(grade(0), Grade::kNotJudged);
}

TEST(Judge, WhatBreaksItIsNamed) {
  const auto verdict = [](std::vector<Grade> grades, double total_return = 0.5) {
    RobustnessReport report{.plain = {.total_return = total_return, .trades = 50}};
    int number = 0;
    for (const Grade grade : grades) {
      report.tests.push_back({.title = "Test " + std::to_string(++number), .grade = grade});
    }
    JudgeAll(report);
    return std::string(ToString(report.grade)) + ": " + report.verdict;
  };
  using enum Grade;
  EXPECT_EQ(verdict({kPass, kPass}), "pass: It stands all 2 tests.");
  EXPECT_EQ(verdict({kPass, kWeak}), "pass: It stands 1 of 2 tests, and is weak under test 2.");
  EXPECT_EQ(verdict({kPass, kFail, kWeak}),
            "weak: It breaks under one thing alone: test 2. Under test 3 it is weak.");
  EXPECT_EQ(verdict({kWeak, kWeak, kWeak, kPass}),
            "weak: Nothing breaks it, but it is weak under test 1, test 2 and test 3.");
  EXPECT_EQ(verdict({kFail, kFail, kPass}), "fail: It breaks under test 1 and test 2.");
  EXPECT_EQ(verdict({kPass}, -0.1),
            "fail: It loses money as it is (-10.0%): there is nothing that could be robust.");
  EXPECT_EQ(verdict({kNotJudged}),
            "not judged: It does not trade here, so there is nothing to judge.");
}

}  // namespace
}  // namespace keel::research
