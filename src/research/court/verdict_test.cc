// SPDX-License-Identifier: MIT
#include "research/court/verdict.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/describe_json.h"
#include "research/court/court_report.h"
#include "research/testing/made_up_trials.h"
#include "research/testing/markup.h"

namespace keel::research {
namespace {

CourtRecord RecordOf(const CourtCase& charged) {
  const auto record = Judge(charged, {.resamples = 200, .blocks = 8});
  EXPECT_TRUE(record) << record.error().message;
  return *record;
}

CourtVerdict VerdictOn(const MadeUpTrials& made, uint64_t seed) {
  const auto daily = MakeTrials(made, seed);
  return RecordOf({.daily = {daily, made.trials}}).verdict;
}

int Passes(const MadeUpTrials& made, uint64_t cases) {
  int passes = 0;
  for (uint64_t seed = 0; seed < cases; ++seed) {
    passes += VerdictOn(made, seed).ruling == NameOf(Ruling::kPass);
  }
  return passes;
}

// bench/court_campaign.cc judges 1,000 of each kind; docs/court.md has its counts.
TEST(Court, LetsHardlyAnyNoisePass) {
  EXPECT_LE(Passes({}, 100), 10);  // of 5 expected; more have a chance of 1 %
  EXPECT_LE(Passes({.trials = 20}, 20), 3);
}

TEST(Court, LetsAPlantedEdgePass) {
  EXPECT_GE(Passes({.sharpe = 2}, 30), 28);
  EXPECT_GE(Passes({.trials = 20, .sharpe = 2, .correlation = 0.9}, 20), 18);
}

/// `trials` entries whose ratios lie `spread` apart by turns.
std::vector<TrialEntry> Ledger(size_t trials, double spread, int64_t days) {
  std::vector<TrialEntry> entries(trials);
  for (size_t i = 0; i < trials; ++i) {
    entries[i].hash = std::to_string(i);
    entries[i].days = days;
    entries[i].daily_sharpe = i % 2 == 0 ? 0 : spread;
  }
  return entries;
}

TEST(Court, CountsWhatTheLedgerRemembers) {
  const auto daily = MakeTrials({.sharpe = 2}, 1);
  const CourtVerdict alone = RecordOf({.daily = {daily, 1}}).verdict;
  EXPECT_EQ(alone.ruling, "pass") << alone.reason;
  EXPECT_EQ(alone.expected_best, 0);
  const auto ledger = Ledger(500, 0.06, 1460);
  const CourtVerdict chosen = RecordOf({.daily = {daily, 1}, .ledger = ledger}).verdict;
  EXPECT_EQ(chosen.trials, 500);
  EXPECT_GT(*chosen.expected_best, 1.5);  // 0.03 sqrt(365) times 3.05
  EXPECT_EQ(chosen.ruling, "weak") << chosen.reason;
  EXPECT_NE(chosen.reason.find("the best of 500 worthless trials"), std::string::npos);
}

TEST(Court, ATrialOfAFractionOfTheDaysIsNoRival) {
  auto ledger = Ledger(10, 0.06, 1460);
  const auto windows = Ledger(90, 0.3, 180);
  ledger.insert(ledger.end(), windows.begin(), windows.end());
  EXPECT_EQ(CountRivals(ledger, 1460).trials, 10);
  EXPECT_EQ(CountRivals(ledger, 360).trials, 100);
}

TEST(Court, FailsNoiseAndSaysWhy) {
  const auto daily = MakeTrials({.trials = 20}, 2);
  const CourtRecord record =
      RecordOf({.family = "cross on nowhere <&>", .names = {}, .daily = {daily, 20}, .ledger = {}});
  const CourtVerdict& v = record.verdict;
  EXPECT_EQ(v.ruling, "fail");
  EXPECT_NE(v.reason.find("deflated Sharpe ratio 0."), std::string::npos) << v.reason;
  EXPECT_NE(v.reason.find("(at least 0.95 wanted)"), std::string::npos) << v.reason;
  const std::string text = CourtText(record);
  EXPECT_NE(text.find("FAIL: a Sharpe ratio of"), std::string::npos) << text;
  EXPECT_NE(text.find("In 70 splits of the days"), std::string::npos) << text;
  EXPECT_EQ(testing::MarkupFault(CourtHtml(record)), "");
  const auto read = base::ReadJson<CourtVerdict>(CourtJson(record));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(base::ToJson(*read), base::ToJson(v));
}

TEST(Court, InventsNoOverfittingForOneTrial) {
  const auto daily = MakeTrials({.sharpe = 2}, 1);
  const CourtRecord record = RecordOf({.daily = {daily, 1}});
  EXPECT_FALSE(record.verdict.overfit_probability);
  EXPECT_FALSE(record.verdict.criteria[2].holds);
  EXPECT_NE(CourtText(record).find("not defined for one trial"), std::string::npos);
  EXPECT_EQ(testing::MarkupFault(CourtHtml(record)), "");
}

TEST(Court, WhatNeverTradedHasNothingToShow) {
  const std::vector<double> still(200, 0.0);
  const CourtRecord record = RecordOf({.daily = {still, 1}});
  EXPECT_EQ(record.verdict.ruling, "fail");
  EXPECT_EQ(record.verdict.reason, "the returns do not vary: there is nothing to judge");
  EXPECT_EQ(testing::MarkupFault(CourtHtml(record)), "");
}

TEST(Court, SaysWhatItLacks) {
  EXPECT_FALSE(Judge({}, {}));
  const auto daily = MakeTrials({.days = 50}, 1);
  EXPECT_FALSE(Judge({.daily = {daily, 1}, .judged = 1}, {}));
}

}  // namespace
}  // namespace keel::research
