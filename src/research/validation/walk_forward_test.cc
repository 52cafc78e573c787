// SPDX-License-Identifier: MIT
#include "research/validation/walk_forward.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/os/file.h"
#include "research/optimize/space.h"
#include "research/testing/markup.h"
#include "research/testing/sample_subject.h"
#include "research/validation/validation_report.h"

namespace keel::research {
namespace {

constexpr size_t kEightMonths = 8 * 30 * 24;

TrialPlan Plan(const Subject& subject) {
  const std::vector<std::string> texts = {"fast=5,10,20", "slow=40,80"};
  return PlanGrid(subject, ParseSpace(texts, subject).value(), {}).value();
}

WalkForwardReport Walk(const Subject& subject, const WalkForwardSettings& settings,
                       const WalkForwardOptions& options = {}) {
  const auto report =
      WalkForward(subject, Plan(subject), Objective::Parse("sharpe", 0).value(), settings, options);
  EXPECT_TRUE(report) << report.error().message;
  return *report;
}

WalkForwardSettings TwoMonths() {
  return {.windows = {.train_months = 2, .test_months = 1}, .warm_up = base::Hours(100)};
}

TEST(WalkForward, TradesWhatTheTrainingChoseAndNothingElse) {
  const Subject subject = testing::SampleSubject(kEightMonths);
  const WalkForwardReport report = Walk(subject, TwoMonths());
  ASSERT_GE(report.windows.size(), 4u);
  const TrialPlan plan = Plan(subject);
  for (const WindowResult& w : report.windows) {
    // The obvious way: try all in this window alone, take the best.
    std::optional<double> best;
    Variation chosen;
    for (const Trial& trial : plan.trials) {
      Variation v = trial.variation;
      v.from = w.window.train_from;
      v.to = w.window.test_from;
      v.warm_up = base::Hours(100);
      const auto sharpe = TryVariation(subject, v)->sharpe;
      if (!sharpe || (best && *sharpe <= *best)) continue;
      best = sharpe;
      chosen = trial.variation;
    }
    ASSERT_TRUE(w.has_choice);
    EXPECT_EQ(w.train_score, best);
    EXPECT_EQ(w.params, chosen.params);
    chosen.from = w.window.test_from;
    chosen.to = w.window.test_to;
    chosen.warm_up = base::Hours(100);
    EXPECT_EQ(w.test_return, TryVariation(subject, chosen)->total_return);
  }
}

TEST(WalkForward, CuttingOffTheFutureChangesNoPastWindow) {
  const WalkForwardReport whole = Walk(testing::SampleSubject(kEightMonths), TwoMonths());
  const WalkForwardReport cut = Walk(testing::SampleSubject(kEightMonths - 60 * 24), TwoMonths());
  ASSERT_LT(cut.windows.size(), whole.windows.size());
  for (size_t i = 0; i + 1 < cut.windows.size(); ++i) {  // the last one ends with the bars
    EXPECT_EQ(base::ToJson(cut.windows[i]), base::ToJson(whole.windows[i]));
  }
}

TEST(WalkForward, ItsEquityIsThatOfItsTests) {
  const WalkForwardReport report = Walk(testing::SampleSubject(kEightMonths), TwoMonths());
  double growth = 1, by_windows = 1;
  for (const double r : report.daily) growth *= 1 + r;
  for (const WindowResult& w : report.windows) by_windows *= 1 + *w.test_return;
  EXPECT_NEAR(growth, by_windows, 1e-12);
  EXPECT_NEAR(*report.stitched.total_return, growth - 1, 1e-12);
  EXPECT_EQ(static_cast<int64_t>(report.daily.size()),
            base::DayNumber(report.to - base::Nanoseconds(1)) + 1 - report.first_day);
}

TEST(WalkForward, AWindowWithoutAScoreStaysInCash) {
  const Subject subject = testing::SampleSubject(kEightMonths);
  const auto report = WalkForward(subject, Plan(subject),
                                  Objective::Parse("sharpe", 100'000).value(), TwoMonths(), {});
  ASSERT_TRUE(report);
  for (const WindowResult& w : report->windows) EXPECT_FALSE(w.has_choice);
  for (const double r : report->daily) EXPECT_EQ(r, 0);
  EXPECT_FALSE(report->efficiency);
  EXPECT_EQ(report->verdict, "fail");
  EXPECT_EQ(testing::MarkupFault(WalkForwardHtml(*report)), "");
}

TEST(WalkForward, CountsEveryTrialAndIsTheSameOnAnyNumberOfThreads) {
  const std::string home = ::testing::TempDir() + "keel-walk-" + std::to_string(::getpid());
  ASSERT_TRUE(base::os::MakeDirectories(home));
  const Subject subject = testing::SampleSubject(kEightMonths);
  const TrialLedger ledger(home);
  const WalkForwardReport one =
      Walk(subject, TwoMonths(), {.tries = {.jobs = 1}, .ledger = &ledger});
  const auto entries = ledger.Entries(std::nullopt);
  ASSERT_TRUE(entries);
  EXPECT_EQ(static_cast<int64_t>(entries->size()), one.runs);
  EXPECT_EQ(entries->front().source, "walk-forward");
  const WalkForwardReport three = Walk(subject, TwoMonths(), {.tries = {.jobs = 3}});
  EXPECT_EQ(WalkForwardJson(three), WalkForwardJson(one));
  EXPECT_TRUE(base::os::RemoveTree(home));
}

TEST(WalkForward, TellsHowSteadyTheChoiceWas) {
  const WalkForwardReport report = Walk(testing::SampleSubject(kEightMonths), TwoMonths());
  ASSERT_EQ(report.stability.size(), 2u);
  const ParamStability& fast = report.stability[0];
  EXPECT_EQ(fast.name, "fast");
  EXPECT_EQ(fast.low, 5);
  EXPECT_EQ(fast.high, 20);
  int64_t changes = 0, jumps = 0;
  for (size_t i = 1; i < report.windows.size(); ++i) {
    const double before = report.windows[i - 1].params[0].second;
    const double now = report.windows[i].params[0].second;
    changes += before != now;
    jumps += std::abs(before - now) == 15;  // 5 to 20: past 10
  }
  EXPECT_EQ(fast.changes, changes);
  EXPECT_EQ(fast.jumps, jumps);
  EXPECT_EQ(testing::MarkupFault(WalkForwardHtml(report)), "");
  EXPECT_NE(WalkForwardText(report).find("STEADINESS OF THE CHOICE"), std::string::npos);
}

}  // namespace
}  // namespace keel::research
