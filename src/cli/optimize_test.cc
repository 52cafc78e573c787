// SPDX-License-Identifier: MIT
// Sweeps from the command line: optimize, merge, and the ledger that counts their trials.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/json_value.h"
#include "cli/sweep_shard.h"
#include "cli/testing/command_line.h"

namespace keel::cli {
namespace {

using testing::IsOneSentence;
using testing::Outcome;
using Environment = std::map<std::string, std::string>;

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

class OptimizeTest : public testing::CommandLine {
 protected:
  OptimizeTest() { StoreBars("binance", "BTC/USDT", 1500); }

  Outcome Sweep(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"optimize",    "-s",       "ema_cross",
                                          "-p",          "BTC/USDT", "--space",
                                          "fast=5:20:5", "--space",  "slow=15,40"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Keel(arguments);
  }
  std::string Read(const std::string& name) const {
    return base::os::ReadFile(folder() + "/" + name).value_or("");
  }
  int64_t Trials() const {
    const std::string ledger = Read("home/.keel/trials.jsonl");
    return std::ranges::count(ledger, '\n');
  }
};

TEST_F(OptimizeTest, AGridIsToldKeptAndCounted) {
  const Outcome swept = Sweep({});
  ASSERT_EQ(swept.exit_code, 0) << swept.err;
  EXPECT_TRUE(Has(swept.out, "ema_cross on BTC/USDT 1h at binance"));
  EXPECT_TRUE(Has(swept.out, "6 points")) << swept.out;
  EXPECT_TRUE(Has(swept.out, "2 more left out")) << "fast 15 and 20 with slow 15";
  EXPECT_TRUE(Has(swept.out, "6 trials of ema_cross on BTC/USDT 1h at binance are in the ledger"));
  EXPECT_TRUE(Has(swept.out, "keel court"));
  const auto sweeps = base::os::ListDirectory(folder() + "/home/.keel/sweeps");
  ASSERT_TRUE(sweeps);
  ASSERT_EQ(sweeps->size(), 1u);
  EXPECT_TRUE(sweeps->front().starts_with("ema_cross-"));
  for (const char* file : {"manifest.json", "results.csv", "returns.npy", "sweep.json",
                           "sweep.html", "trials-all.jsonl"}) {
    EXPECT_FALSE(Read("home/.keel/sweeps/" + sweeps->front() + "/" + file).empty()) << file;
  }
}

TEST_F(OptimizeTest, TheSameCommandAgainRunsNothingAndSaysTheSame) {
  const Outcome first = Sweep({"--json"});
  const Outcome second = Sweep({"--json"});
  EXPECT_EQ(first.out, second.out);
  EXPECT_EQ(Trials(), 6);
  const auto json = base::ParseJson(first.out);
  ASSERT_TRUE(json);
  EXPECT_EQ(json->Find("trials")->text, "6");
  const Outcome by_id = Keel({"optimize", "--resume", json->Find("id")->text, "--json"});
  EXPECT_EQ(by_id.out, first.out) << by_id.err;
}

TEST_F(OptimizeTest, SimpleFillsComeFirstWhereTheyAreWanted) {
  const std::vector<std::string> tiers = {"--tier", "vector", "--survivors", "3"};
  const Outcome swept = Sweep(tiers);
  ASSERT_EQ(swept.exit_code, 0) << swept.err;
  EXPECT_TRUE(Has(swept.out, "6 by simple fills, the best 3")) << swept.out;
  EXPECT_TRUE(Has(swept.out, "SIMPLE FILLS AGAINST THE ENGINE"));
  EXPECT_EQ(Trials(), 6) << "what was sorted out was tried as well";
  const auto json = base::ParseJson(
      Keel({"optimize", "-s", "ema_cross", "-p", "BTC/USDT", "--space", "fast=5:20:5", "--space",
            "slow=15,40", "--tier", "vector", "--survivors", "3", "--json"})
          .out);
  ASSERT_TRUE(json);
  EXPECT_EQ(json->Find("gaps")->items.size(), 3u);
  const Outcome by_id = Keel({"optimize", "--resume", json->Find("id")->text});
  EXPECT_EQ(by_id.out, swept.out) << by_id.err;
}

TEST_F(OptimizeTest, ABacktestIsATrialAsWell) {
  const std::vector<std::string> backtest = {"backtest", "-s", "ema_cross", "-p", "BTC/USDT"};
  ASSERT_EQ(Keel(backtest).exit_code, 0);
  ASSERT_EQ(Keel(backtest).exit_code, 0);
  EXPECT_EQ(Trials(), 1) << "the same one twice is one";
  EXPECT_TRUE(Has(Sweep({}).out, "7 trials"));
}

TEST_F(OptimizeTest, ShardsOfAClusterMergeToTheWhole) {
  ASSERT_EQ(Sweep({"--out", folder() + "/whole"}).exit_code, 0);
  for (const char* index : {"0", "1", "2"}) {
    environment()["JOB_COMPLETION_INDEX"] = index;
    const Outcome part = Sweep({"--shards", "3", "--out", folder() + "/part" + index});
    ASSERT_EQ(part.exit_code, 0) << part.err;
    EXPECT_TRUE(Has(part.err, "JOB_COMPLETION_INDEX"));
  }
  environment().erase("JOB_COMPLETION_INDEX");
  const Outcome early = Keel({"merge", "part0", "part1", "--out", folder() + "/out"});
  EXPECT_EQ(early.exit_code, 2);
  EXPECT_TRUE(IsOneSentence(early.err)) << early.err;
  const Outcome merged = Keel({"merge", "part2", "part0", "part1", "--out", folder() + "/out"});
  ASSERT_EQ(merged.exit_code, 0) << merged.err;
  for (const char* file : {"results.csv", "returns.npy", "sweep.json", "sweep.html"}) {
    EXPECT_FALSE(Read(std::string("out/") + file).empty());
    EXPECT_EQ(Read(std::string("out/") + file), Read(std::string("whole/") + file)) << file;
  }
}

TEST_F(OptimizeTest, AnInterruptIsToldAndNothingIsLost) {
  interrupted() = true;
  const Outcome stopped = Sweep({});
  EXPECT_EQ(stopped.exit_code, 130);
  interrupted() = false;
  EXPECT_EQ(Sweep({}).exit_code, 0);
}

TEST_F(OptimizeTest, OtherBarsAreNotMixedIn) {
  ASSERT_EQ(Sweep({}).exit_code, 0);
  StoreBars("binance", "BTC/USDT", 1600);
  const Outcome refused = Sweep({});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_TRUE(Has(refused.err, "other bars of BTC/USDT")) << refused.err;
  EXPECT_EQ(Sweep({"--anew"}).exit_code, 0);
}

TEST_F(OptimizeTest, MistakesAreOneSentence) {
  for (const std::vector<std::string>& more : {std::vector<std::string>{"--objective", "sharp"},
                                               {"--search", "gird"},
                                               {"--space", "fats=3"},
                                               {"--shard", "3/2"},
                                               {"--shards", "2"},
                                               {"--resume", "x"},
                                               {"--search", "isres", "--shard", "1/2"}}) {
    const Outcome outcome = Sweep(more);
    EXPECT_EQ(outcome.exit_code, 2) << more.back();
    EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
  }
  EXPECT_EQ(Keel({"merge", "nowhere"}).exit_code, 2);
}

TEST(SweepShard, IsSaidByHandOrByWhoeverStartsMany) {
  const auto choose = [](const Environment& environment, int64_t shards = 0) {
    const auto choice = ChooseShard(std::nullopt, shards, environment);
    EXPECT_TRUE(choice) << choice.error().message;
    return choice ? std::pair(choice->shard.index, choice->shard.count) : std::pair(-1l, -1l);
  };
  using Part = std::pair<int64_t, int64_t>;
  EXPECT_EQ(choose({}), (Part{0, 1}));
  EXPECT_EQ(choose({{"JOB_COMPLETION_INDEX", "4"}}, 7), (Part{4, 7}));
  EXPECT_EQ(choose({{"SLURM_ARRAY_TASK_ID", "5"},
                    {"SLURM_ARRAY_TASK_MIN", "1"},
                    {"SLURM_ARRAY_TASK_STEP", "2"},
                    {"SLURM_ARRAY_TASK_COUNT", "4"}}),
            (Part{2, 4}));
  EXPECT_EQ(choose({{"OMPI_COMM_WORLD_RANK", "1"}, {"OMPI_COMM_WORLD_SIZE", "2"}}), (Part{1, 2}));
  EXPECT_EQ(ChooseShard("2/7", 0, {{"JOB_COMPLETION_INDEX", "4"}})->shard.index, 1);
}

TEST(SweepShard, RefusesWhatMakesNoSense) {
  EXPECT_TRUE(Has(ChooseShard(std::nullopt, 0, {{"JOB_COMPLETION_INDEX", "4"}}).error().message,
                  "--shards N"));
  EXPECT_FALSE(ChooseShard(std::nullopt, 4, {{"JOB_COMPLETION_INDEX", "4"}}));
  EXPECT_FALSE(ChooseShard(std::nullopt, 0, {{"SLURM_ARRAY_TASK_ID", "x"}}));
  EXPECT_FALSE(ChooseShard("0/7", 0, {}));
  EXPECT_FALSE(ChooseShard("8/7", 0, {}));
  EXPECT_FALSE(ChooseShard("2/7", 6, {}));
  EXPECT_FALSE(ChooseShard("two", 0, {}));
}

}  // namespace
}  // namespace keel::cli
