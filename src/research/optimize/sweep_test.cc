// SPDX-License-Identifier: MIT
#include "research/optimize/sweep.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>

#include "base/os/file.h"
#include "research/optimize/run_trials.h"
#include "research/optimize/sweep_report.h"
#include "research/optimize/trial_log.h"
#include "research/testing/markup.h"
#include "research/testing/sample_subject.h"
#include "research/trial/run_variation.h"

namespace keel::research {
namespace {

using base::ErrorCode;

const std::vector<std::string> kResults = {"results.csv", "returns.npy", "sweep.json",
                                           "sweep.html"};

class Sweep : public ::testing::Test {
 protected:
  Sweep()
      : subject_(testing::SampleSubject(800)),
        home_(fmt::format("{}keel-sweep-{}-{}", ::testing::TempDir(), getpid(),
                          ::testing::UnitTest::GetInstance()->current_test_info()->name())),
        ledger_(home_) {
    EXPECT_TRUE(base::os::RemoveTree(home_));
    EXPECT_TRUE(base::os::MakeDirectories(home_));
  }
  ~Sweep() override { EXPECT_TRUE(base::os::RemoveTree(home_)); }

  PreparedSweep Prepare(const std::string& search = "grid", int64_t trials = 15) const {
    const SweepRequest request = {
        .space = {"fast=3:15:4", "slow=10:40:10"}, .search = search, .trials = trials};
    auto prepared = PrepareSweep(subject_, request, {.code_version = "1"});
    EXPECT_TRUE(prepared) << prepared.error().message;
    return *std::move(prepared);
  }
  std::string Folder(const std::string& name) const { return home_ + "/" + name; }
  base::Result<SweepProgress> Run(const PreparedSweep& prepared, const std::string& name,
                                  SweepRunOptions options = {}) {
    options.folder = Folder(name);
    options.ledger = &ledger_;
    options.progress = [this](int64_t, int64_t, const std::string&) { ++runs_; };
    return RunSweep(subject_, prepared, options);
  }
  std::vector<std::string> Files(const std::string& name) const {
    std::vector<std::string> files;
    for (const std::string& file : kResults) {
      files.push_back(base::os::ReadFile(Folder(name) + "/" + file).value_or(file + " is missing"));
    }
    return files;
  }
  std::string Log(const std::string& name, const std::string& part = "all") const {
    return fmt::format("{}/trials-{}.jsonl", Folder(name), part);
  }
  /// A process that dies while it writes the line after `lines`.
  void DieAfter(const std::string& name, int lines) const {
    std::string text = base::os::ReadFile(Log(name)).value();
    size_t end = 0;
    for (int i = 0; i < lines; ++i) end = text.find('\n', end) + 1;
    text.resize(end + 57);
    ASSERT_TRUE(base::os::WriteFileAtomic(Log(name), text));
    for (const std::string& file : kResults) {
      ASSERT_TRUE(base::os::RemoveFile(Folder(name) + "/" + file));
    }
  }

  Subject subject_;
  std::string home_;
  TrialLedger ledger_;
  std::atomic<int> runs_{0};
};

TEST_F(Sweep, FindsTheBestPointOfItsGrid) {
  const auto progress = Run(Prepare(), "a");
  ASSERT_TRUE(progress) << progress.error().message;
  ASSERT_TRUE(progress->result);
  const SweepSummary& s = progress->result->summary;
  double best = -1e9;
  Variation at;
  for (double fast = 3; fast <= 15; fast += 4) {
    for (double slow = 10; slow <= 40; slow += 10) {
      const Variation variation{.params = {{"fast", fast}, {"slow", slow}}};
      const auto outcome = TryVariation(subject_, variation);
      if (!outcome || *outcome->sharpe <= best) continue;
      best = *outcome->sharpe;
      at = variation;
    }
  }
  EXPECT_EQ(s.best.front().score, best);
  EXPECT_EQ(s.best.front().params, at.params);
  EXPECT_EQ(s.trials, 14);
  EXPECT_EQ(s.contradictions, 2) << "11 and 15 are not below 10";
  EXPECT_EQ(s.days, 34);
  EXPECT_EQ(runs_, 14);
  EXPECT_EQ(ledger_.Entries(std::nullopt)->size(), 14u);
}

TEST_F(Sweep, IsTheSameBytesOnAnyNumberOfThreads) {
  ASSERT_TRUE(Run(Prepare(), "one", {.jobs = 1}));
  ASSERT_TRUE(Run(Prepare(), "four", {.jobs = 4}));
  EXPECT_EQ(Files("one"), Files("four"));
}

TEST_F(Sweep, IsTheSameBytesHoweverItIsShared) {
  for (const std::string search : {"grid", "random"}) {
    const PreparedSweep prepared = Prepare(search);
    ASSERT_TRUE(Run(prepared, search + "-whole"));
    for (const int64_t count : {2, 7}) {
      std::vector<std::string> parts;
      for (int64_t i = 0; i < count; ++i) {
        const std::string name = fmt::format("{}-{}-of-{}", search, i, count);
        const auto part = Run(prepared, name, {.shard = {i, count}});
        ASSERT_TRUE(part) << part.error().message;
        EXPECT_FALSE(part->result);
        parts.push_back(Folder(name));
      }
      const std::string out = fmt::format("{}-merged-{}", search, count);
      std::ranges::reverse(parts);
      const auto merged = MergeSweeps(parts, {.out = Folder(out)});
      ASSERT_TRUE(merged && merged->result);
      EXPECT_EQ(Files(out), Files(search + "-whole"));
    }
  }
}

TEST_F(Sweep, MergingTwiceAndOverlappingPartsChangeNothing) {
  const PreparedSweep prepared = Prepare();
  ASSERT_TRUE(Run(prepared, "whole"));
  ASSERT_TRUE(Run(prepared, "a", {.shard = {0, 2}}));
  ASSERT_TRUE(Run(prepared, "b", {.shard = {1, 2}}));
  const auto incomplete = MergeSweeps({Folder("a")}, {.out = Folder("out")});
  ASSERT_TRUE(incomplete);
  EXPECT_FALSE(incomplete->result);
  EXPECT_EQ(incomplete->done, 7);
  EXPECT_EQ(incomplete->total, 14);
  ASSERT_TRUE(MergeSweeps({Folder("b"), Folder("whole"), Folder("a")}, {.out = Folder("out")}));
  const std::string log = base::os::ReadFile(Log("out")).value();
  EXPECT_EQ(Files("out"), Files("whole"));
  ASSERT_TRUE(MergeSweeps({Folder("out"), Folder("a")}, {.out = Folder("out")}));
  EXPECT_EQ(base::os::ReadFile(Log("out")).value(), log);
  EXPECT_EQ(Files("out"), Files("whole"));
}

TEST_F(Sweep, WorkersMayShareAFolder) {
  const PreparedSweep prepared = Prepare();
  ASSERT_TRUE(Run(prepared, "whole"));
  EXPECT_FALSE(Run(prepared, "shared", {.shard = {0, 2}})->result);
  EXPECT_TRUE(Run(prepared, "shared", {.shard = {1, 2}})->result) << "the last one concludes";
  EXPECT_EQ(Files("shared"), Files("whole"));
}

TEST_F(Sweep, GoesOnAfterACrashAndRunsNothingTwice) {
  const PreparedSweep prepared = Prepare();
  ASSERT_TRUE(Run(prepared, "whole"));
  ASSERT_TRUE(Run(prepared, "cut", {.jobs = 1}));
  DieAfter("cut", 5);
  runs_ = 0;
  const auto resumed = Run(prepared, "cut");
  ASSERT_TRUE(resumed) << resumed.error().message;
  EXPECT_EQ(runs_, 14 - 5);
  EXPECT_EQ(Files("cut"), Files("whole"));
  EXPECT_EQ(ledger_.Entries(std::nullopt)->size(), 14u);
}

TEST_F(Sweep, WhatAKilledProcessHadDoneCountsOnceItGoesOn) {
  const PreparedSweep prepared = Prepare();
  ASSERT_TRUE(Run(prepared, "cut"));
  DieAfter("cut", 5);
  ASSERT_TRUE(base::os::RemoveFile(ledger_.path()));  // it had not come to the ledger yet
  const std::atomic<bool> stop{true};
  EXPECT_EQ(Run(prepared, "cut", {.interrupted = &stop}).error().code, ErrorCode::kInterrupted);
  EXPECT_EQ(ledger_.Entries(std::nullopt)->size(), 5u);
}

TEST_F(Sweep, SearchesStepByStepAlwaysGoTheSameWay) {
  for (const std::string search : {"isres", "esch", "crs2", "direct"}) {
    const PreparedSweep prepared = Prepare(search, 8);
    const auto whole = Run(prepared, search);
    ASSERT_TRUE(whole && whole->result) << search;
    EXPECT_LE(whole->result->trials.size(), 8u);
    ASSERT_TRUE(Run(prepared, search + "-cut"));
    DieAfter(search + "-cut", 3);
    runs_ = 0;
    ASSERT_TRUE(Run(prepared, search + "-cut"));
    EXPECT_EQ(runs_, static_cast<int>(whole->result->trials.size()) - 3);
    EXPECT_EQ(Files(search + "-cut"), Files(search));
    const auto cut = Run(prepared, search + "-shard", {.shard = {0, 2}});
    EXPECT_EQ(cut.error().code, ErrorCode::kUsage);
  }
}

TEST_F(Sweep, ASearchStepByStepEndsWithItsSpace) {
  const auto progress = Run(Prepare("esch", 1000), "all");
  ASSERT_TRUE(progress && progress->result);
  EXPECT_EQ(progress->result->trials.size(), 14u);
}

/// The engine itself, a little dearer: stands for simple fills.
SimpleTier DearerTier() {
  SimpleTier tier;
  tier.fits = [](const Subject& subject) -> base::Status {
    if (subject.settings.pairs.size() == 1) return {};
    return base::Fail(ErrorCode::kUnsupported, "one pair alone");
  };
  tier.run = [](const Subject& subject, std::span<const Variation> variations, int jobs,
                const std::atomic<bool>*) -> base::Result<std::vector<Outcome>> {
    TRY(std::vector<Outcome> outcomes, TryAll(subject, variations, {.jobs = jobs}));
    for (Outcome& outcome : outcomes) *outcome.total_return -= 0.01;
    return outcomes;
  };
  tier.figures = {"total_return", "sharpe", "trades"};
  return tier;
}

TEST_F(Sweep, SimpleFillsLeaveTheBestToTheEngine) {
  const SimpleTier tier = DearerTier();
  SweepRequest request = {
      .space = {"fast=3:15:4", "slow=10:40:10"}, .objective = "total_return", .survivors = 4};
  const auto prepared = PrepareSweep(subject_, request, {.simple = &tier});
  ASSERT_TRUE(prepared) << prepared.error().message;
  EXPECT_EQ(prepared->manifest.tier, "vector");
  const auto whole = Run(*prepared, "whole");
  ASSERT_TRUE(whole && whole->result);
  EXPECT_EQ(runs_, 4);
  EXPECT_EQ(ledger_.Entries(std::nullopt)->size(), 14u) << "all were looked at";
  const SweepSummary& s = whole->result->summary;
  EXPECT_EQ(s.points, 14);
  EXPECT_EQ(s.trials, 4);
  ASSERT_EQ(s.gaps.size(), 4u);
  for (const TierGap& gap : s.gaps) EXPECT_NEAR(*gap.engine_score - gap.vector_score, 0.01, 1e-12);
  request.tier = "engine";
  const auto engine = PrepareSweep(subject_, request, {.simple = &tier});
  const auto all = Run(*engine, "all");
  EXPECT_EQ(all->result->trials.size(), 14u);
  EXPECT_EQ(all->result->summary.best.front().hash, s.best.front().hash);
  EXPECT_EQ(all->result->summary.best[3].hash, s.best[3].hash);
}

TEST_F(Sweep, PartsOfTwoTiersMergeToTheWhole) {
  const SimpleTier tier = DearerTier();
  const auto prepared = PrepareSweep(
      subject_, {.space = {"fast=3:15:4", "slow=10:40:10"}, .survivors = 5}, {.simple = &tier});
  ASSERT_TRUE(Run(*prepared, "whole"));
  ASSERT_TRUE(Run(*prepared, "a", {.shard = {0, 2}}));
  ASSERT_TRUE(Run(*prepared, "b", {.shard = {1, 2}}));
  const TrialLedger elsewhere(Folder("a"));
  const auto merged =
      MergeSweeps({Folder("a"), Folder("b")}, {.out = Folder("out"), .ledger = &elsewhere});
  ASSERT_TRUE(merged && merged->result);
  EXPECT_EQ(Files("out"), Files("whole"));
  EXPECT_EQ(base::os::ReadFile(Folder("out") + "/screened.csv").value(),
            base::os::ReadFile(Folder("whole") + "/screened.csv").value());
  const auto here = ledger_.Entries(std::nullopt);
  const auto there = elsewhere.Entries(std::nullopt);
  ASSERT_EQ(there->size(), 14u);
  const auto sharpes = [](const std::vector<TrialEntry>& entries) {
    std::map<std::string, std::optional<double>> by_hash;
    for (const TrialEntry& entry : entries) by_hash[entry.hash] = entry.daily_sharpe;
    return by_hash;
  };
  EXPECT_EQ(sharpes(*here), sharpes(*there));
}

TEST_F(Sweep, WhereSimpleFillsDoNotFitTheEngineDoesAll) {
  const SimpleTier tier = DearerTier();
  SweepRequest request = {
      .space = {"fast=3:15:4", "slow=10:40:10"}, .objective = "win_rate", .survivors = 4};
  EXPECT_EQ(PrepareSweep(subject_, request, {.simple = &tier})->plan.trials.size(), 14u);
  request.tier = "vector";
  const auto refused = PrepareSweep(subject_, request, {.simple = &tier});
  EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(refused.error().message.find("win_rate"), std::string::npos);
  const Subject two = testing::SampleSubject(300, {"cross"}, {"BTC/USDT", "ETH/USDT"});
  request.objective = "sharpe";
  EXPECT_NE(PrepareSweep(two, request, {.simple = &tier}).error().message.find("one pair"),
            std::string::npos);
}

TEST_F(Sweep, RefusesToGoOnWithAnother) {
  ASSERT_TRUE(Run(Prepare(), "a"));
  const auto refusal = [&](const PreparedSweep& prepared) {
    const auto ran = Run(prepared, "a");
    EXPECT_FALSE(ran);
    EXPECT_EQ(ran.error().code, ErrorCode::kRefused);
    return ran ? "" : ran.error().message;
  };
  PreparedSweep other = Prepare();
  other.manifest.code_version = "2";
  EXPECT_NE(refusal(other).find("by Keel 1, and this is 2"), std::string::npos);
  other = Prepare();
  other.manifest.bars.front().second = "ff";
  EXPECT_NE(refusal(other).find("other bars of BTC/USDT"), std::string::npos);
  other = Prepare();
  other.manifest.settings_hash = "ff";
  EXPECT_NE(refusal(other).find("other settings"), std::string::npos);
  EXPECT_NE(refusal(Prepare("random", 9)).find("grid"), std::string::npos);
  ASSERT_TRUE(ForgetSweep(Folder("a")));
  EXPECT_TRUE(Run(other, "a"));
}

TEST_F(Sweep, OneTrialWithTwoOutcomesIsNamedWithBothPlaces) {
  const PreparedSweep prepared = Prepare();
  ASSERT_TRUE(Run(prepared, "a"));
  ASSERT_TRUE(Run(prepared, "b"));
  auto trials = ReadTrials(Folder("b"));
  (*trials)[3].outcome.trades += 1;
  ASSERT_TRUE(WriteTrials(*trials, Folder("b"), "all"));
  const auto merged = MergeSweeps({Folder("a"), Folder("b")}, {.out = Folder("out")});
  ASSERT_FALSE(merged);
  EXPECT_EQ(merged.error().code, ErrorCode::kCorrupt);
  for (const std::string& part : {Folder("a"), Folder("b"), (*trials)[3].hash}) {
    EXPECT_NE(merged.error().message.find(part), std::string::npos) << merged.error().message;
  }
}

TEST_F(Sweep, APartIsWrittenByOneProcess) {
  const PreparedSweep prepared = Prepare();
  ASSERT_TRUE(base::os::MakeDirectories(Folder("a")));
  const auto held = TrialLog::Open(Folder("a"), "all");
  ASSERT_TRUE(held);
  const auto second = Run(prepared, "a");
  EXPECT_EQ(second.error().code, ErrorCode::kRefused);
  EXPECT_NE(second.error().message.find("another process"), std::string::npos);
}

TEST_F(Sweep, ItsReturnsAreThoseOfTheTrials) {
  const auto progress = Run(Prepare(), "a");
  const SweepResult& result = *progress->result;
  const std::string npy = Files("a")[1];
  const size_t header =
      10 + static_cast<unsigned char>(npy[8]) + 256u * static_cast<unsigned char>(npy[9]);
  EXPECT_NE(npy.find("'shape': (14, 34)"), std::string::npos);
  ASSERT_EQ(npy.size(), header + 14 * 34 * sizeof(double));
  double value = 0;
  std::memcpy(&value, npy.data() + header + (5 * 34 + 20) * sizeof(double), sizeof(double));
  EXPECT_EQ(value, result.trials[5].outcome.daily[20]);
}

TEST_F(Sweep, ToldAsTextAsJsonAndAsAPage) {
  const auto progress = Run(Prepare(), "a");
  const SweepResult& result = *progress->result;
  const std::string text = SweepText(result, 1234);
  for (const char* part : {"cross on BTC/USDT 1h at binance", "BEST 10", "fast 3 to 15 (4)",
                           "1,234 trials", "keel court", "Decides"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
  EXPECT_TRUE(base::ReadJson<SweepSummary>(SweepJson(result)));
  const std::string page = SweepHtml(result);
  EXPECT_EQ(testing::MarkupFault(page), "");
  for (const char* part : {"Score by", "All trials", "Distribution of the score"}) {
    EXPECT_NE(page.find(part), std::string::npos) << part;
  }
}

TEST_F(Sweep, WithoutAScoreThereIsNothingToRank) {
  auto prepared = PrepareSweep(subject_, {.space = {"fast=3,5"}, .min_trades = 100'000}, {});
  const auto progress = Run(*prepared, "a");
  ASSERT_TRUE(progress && progress->result);
  EXPECT_EQ(progress->result->summary.without_score, 2);
  EXPECT_NE(SweepText(*progress->result, {}).find("No trial has a score"), std::string::npos);
  EXPECT_EQ(testing::MarkupFault(SweepHtml(*progress->result)), "");
}

TEST(Importance, IsTheShareOfVarianceBetweenTheValues) {
  // Score 10 a + b on a 2 x 2 grid: a explains 100 / 101 of the variance, b the rest.
  SweepManifest manifest;
  manifest.objective = "final_equity";
  manifest.space = {{"a", {0, 1}}, {"b", {0, 1}}};
  std::vector<TrialRecord> trials;
  for (int i = 0; i < 4; ++i) {
    const double a = i / 2, b = i % 2;
    TrialRecord record{i, fmt::format("{}", i), {{"a", a}, {"b", b}}, {}};
    record.outcome.final_equity = 10 * a + b;
    trials.push_back(record);
  }
  const auto result = MakeSweepResult(manifest, trials, {});
  EXPECT_NEAR(*result->summary.params[0].importance, 100.0 / 101, 1e-12);
  EXPECT_NEAR(*result->summary.params[1].importance, 1.0 / 101, 1e-12);
  EXPECT_EQ(result->summary.best.front().trial, 3);
  EXPECT_EQ(*result->summary.median_score, 5.5);
}

}  // namespace
}  // namespace keel::research
