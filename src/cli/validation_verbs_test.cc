// SPDX-License-Identifier: MIT
// walk-forward and court as a user meets them.
#include "base/json_value.h"
#include "cli/testing/command_line.h"
#include "research/trial/ledger.h"

namespace keel::cli::testing {
namespace {

using Strings = std::vector<std::string>;

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

class ValidationVerbs : public CommandLine {
 protected:
  /// The verb on the stored bars, with `more`.
  Outcome Run(const std::string& verb, const Strings& more = {}) {
    Strings arguments = {verb, "-s", "ema_cross", "-p", "BTC/USDT", "-t", "1h"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Keel(arguments);
  }
  Outcome Walk(const Strings& more = {}) {
    Strings arguments = {"--space", "fast=5,10", "--space", "slow=20,40", "--train",
                         "2m",      "--test",    "1m",      "--warm-up",  "50"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run("walk-forward", arguments);
  }
  void Refused(const Outcome& outcome, std::string_view says) {
    EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
    EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
    EXPECT_TRUE(Has(outcome.err, says)) << outcome.err;
  }
};

TEST_F(ValidationVerbs, WalkForwardTellsItsWindowsAndCountsItsTrials) {
  StoreBars("binance", "BTC/USDT", 24 * 30 * 6);  // from 2020-01-01
  const Outcome text = Walk({"--out", "o"});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_TRUE(Has(text.out, "4 windows: 2 months of training, 1 of test; 4 parameter sets each"))
      << text.out;
  EXPECT_TRUE(Has(text.out, "2020-03-01  fast ")) << text.out;
  const auto page = base::os::ReadFile(folder() + "/o/walk-forward.html");
  ASSERT_TRUE(page);
  EXPECT_TRUE(Has(*page, "Equity of the tests, one after the other"));
  const auto trials = research::TrialLedger(folder() + "/home/.keel").Entries(std::nullopt);
  ASSERT_TRUE(trials);
  EXPECT_EQ(trials->size(), 4u * (4 + 1));
}

TEST_F(ValidationVerbs, TheSameCommandGivesTheSameBytesOnAnyNumberOfThreads) {
  StoreBars("binance", "BTC/USDT", 24 * 30 * 5);
  const Outcome one = Walk({"--json", "-j", "1"});
  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_EQ(Walk({"--json", "-j", "3"}).out, one.out);
  const Outcome court = Run("court", {"--alone", "--json", "-j", "1"});
  EXPECT_EQ(court.exit_code, 0) << court.err;
  EXPECT_EQ(Run("court", {"--alone", "--json", "-j", "3"}).out, court.out);
}

TEST_F(ValidationVerbs, CrossValidationTestsEveryBlock) {
  StoreBars("binance", "BTC/USDT", 24 * 120);
  const Outcome folds = Walk({"--scheme", "kfold", "--blocks", "5"});
  EXPECT_EQ(folds.exit_code, 0) << folds.err;
  EXPECT_TRUE(Has(folds.out, "120 days in 5 blocks, 1 tested at a time: 5 splits")) << folds.out;
  const Outcome paths = Walk({"--scheme", "cpcv", "--out", "o"});
  EXPECT_EQ(paths.exit_code, 0) << paths.err;
  EXPECT_TRUE(Has(paths.out, "15 splits and 5 whole tested histories")) << paths.out;
  EXPECT_TRUE(base::os::Exists(folder() + "/o/cross-validation.html"));
}

TEST_F(ValidationVerbs, TheCourtHearsWhatTheLedgerRemembers) {
  StoreBars("binance", "BTC/USDT", 24 * 100);
  const Outcome alone = Run("court", {"--alone"});
  EXPECT_EQ(alone.exit_code, 0) << alone.err;
  EXPECT_TRUE(Has(alone.out, "not defined for one trial")) << alone.out;
  EXPECT_EQ(Walk({"--scheme", "kfold"}).exit_code, 0);  // four whole runs
  const Outcome again = Run("court", {"--alone", "--json"});
  const auto verdict = base::ParseJson(again.out);
  ASSERT_TRUE(verdict) << again.err;
  EXPECT_EQ(verdict->Find("trials")->text, "5");
  EXPECT_EQ(verdict->Find("table_trials")->text, "5");
  EXPECT_NE(verdict->Find("overfit_probability")->kind, base::JsonValue::Kind::kNull);
}

TEST_F(ValidationVerbs, TheCourtJudgesASweep) {
  StoreBars("binance", "BTC/USDT", 24 * 100);
  ASSERT_EQ(Run("optimize", {"--space", "fast=5,10", "--space", "slow=20,40"}).exit_code, 0);
  const Outcome best = Keel({"court", "ema_cross", "--out", "o"});
  EXPECT_EQ(best.exit_code, 0) << best.err;
  EXPECT_TRUE(Has(best.out, "ema_cross on BTC/USDT 1h at binance: trial ")) << best.out;
  EXPECT_TRUE(base::os::Exists(folder() + "/o/court.html"));
  const Outcome third = Keel({"court", "ema_cross", "--trial", "2", "--json"});
  EXPECT_TRUE(Has(third.out, "\"judged\": \"trial 2, fast 10, slow 20\"")) << third.out;
}

TEST_F(ValidationVerbs, AVerdictIsKeptForTheReports) {
  StoreBars("binance", "BTC/USDT", 24 * 100);
  ASSERT_EQ(Run("court", {"--alone"}).exit_code, 0);
  const auto evidence = base::os::ReadFile(folder() + "/home/.keel/evidence.jsonl");
  ASSERT_TRUE(evidence);
  EXPECT_TRUE(Has(*evidence, "\"check\":\"court\"")) << *evidence;
}

TEST_F(ValidationVerbs, WhatCannotBeIsRefusedInOneSentence) {
  StoreBars("binance", "BTC/USDT", 24 * 100);
  Refused(Run("walk-forward"), "name one with --space");
  Refused(Walk({"--train", "6w"}), "--train \"6w\" is no length in months");
  Refused(Walk({"--train", "1y"}), "give a shorter --train");
  Refused(Walk({"--scheme", "loo"}), "none of walk, kfold and cpcv");
  Refused(Walk({"--search", "grdi"}), "neither grid nor random");
  Refused(Walk({"--scheme", "cpcv", "--objective", "calmar"}), "leave --objective out");
  Refused(Walk({"--scheme", "kfold", "--blocks", "1"}), "1 of 1 blocks");
  Refused(Keel({"court", "nothing"}), "no sweep in ");
  Refused(Keel({"court", "x", "-s", "ema_cross"}), "exclude each other");
  Refused(Run("court", {"--level", "0"}), "--level 0 must lie above 0");
  Refused(Run("court", {"--blocks", "7"}), "--blocks 7 must be an even number");
  Refused(Run("court", {"--resamples", "5"}), "--resamples 5 must lie in 100");
}

}  // namespace
}  // namespace keel::cli::testing
