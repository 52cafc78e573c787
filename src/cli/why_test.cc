// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "cli/testing/command_line.h"

namespace keel::cli {
namespace {

using testing::IsOneSentence;
using testing::Outcome;

class Why : public testing::CommandLine {
 protected:
  /// A run of the ensemble on two invented coins, kept in the home.
  void RunEnsemble() {
    StoreBars("binance", "BTC/USDT", 1500);
    StoreBars("binance", "ETH/USDT", 1400);
    const Outcome run = Keel({"backtest",
                              "-s",
                              "ensemble",
                              "-p",
                              "BTC/USDT,ETH/USDT",
                              "-t",
                              "1h",
                              "--risk-profile",
                              "research",
                              "--param",
                              "least_conviction=0.02",
                              "--param",
                              "least_probability=0.5",
                              "--param",
                              "reward_to_risk=0",
                              "--param",
                              "paths=100",
                              "--param",
                              "horizon=6",
                              "--param",
                              "least_days=15",
                              "--param",
                              "window_days=30"});
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }
  std::string RunFolder() {
    const Outcome list = Keel({"list-runs", "--json"});
    const size_t at = list.out.find("-ensemble-");
    const size_t begin = list.out.rfind('"', at) + 1;
    return folder() + "/home/.keel/runs/" +
           list.out.substr(begin, list.out.find('"', begin) - begin);
  }
};

TEST_F(Why, TellsTheStoryOfAnOrder) {
  RunEnsemble();
  const Outcome story = Keel({"why", "1"});
  ASSERT_EQ(story.exit_code, 0) << story.err;
  for (const char* part : {"Order 1: buy", "Signals", "Regimes", "Fusion", "Forecast", "Gates",
                           "Size", "the smallest wins", "Risk", "Route",
                           "categories without a source: sentiment, machine learning"}) {
    EXPECT_NE(story.out.find(part), std::string::npos) << part << " in\n" << story.out;
  }
  const Outcome json = Keel({"why", "1", "--json"});
  EXPECT_NE(json.out.find("\"conviction\""), std::string::npos);
}

TEST_F(Why, VerifiesOneOrderAndAll) {
  RunEnsemble();
  const Outcome one = Keel({"why", "1", "--verify"});
  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_NE(one.out.find("verified 1 of 1"), std::string::npos) << one.out;
  const Outcome all = Keel({"why", "--verify"});
  EXPECT_EQ(all.exit_code, 0) << all.err;
  EXPECT_NE(all.out.find("(100.00 %)"), std::string::npos) << all.out;
}

TEST_F(Why, FindsADecisionThatWasChanged) {
  RunEnsemble();
  const std::string path = RunFolder() + "/decisions.jsonl";
  std::string text = *base::os::ReadFile(path);
  const size_t at = text.find("\"target_share\":0.") + std::string("\"target_share\":0.").size();
  text[at] = text[at] == '9' ? '8' : static_cast<char>(text[at] + 1);
  ASSERT_TRUE(base::os::WriteFileAtomic(path, text));
  const Outcome verify = Keel({"why", "--verify"});
  EXPECT_EQ(verify.exit_code, 3);
  EXPECT_NE(verify.out.find("target share"), std::string::npos) << verify.out;
}

TEST_F(Why, SaysWhereBarsAreNotThoseOfTheRun) {
  RunEnsemble();
  StoreBars("binance", "BTC/USDT", 1499);
  const Outcome verify = Keel({"why", "--verify"});
  EXPECT_EQ(verify.exit_code, 1);
  EXPECT_TRUE(IsOneSentence(verify.err)) << verify.err;
  EXPECT_NE(verify.err.find("BTC/USDT"), std::string::npos);
}

TEST_F(Why, AnswersMistakesWithOneSentence) {
  EXPECT_EQ(Keel({"why", "1"}).exit_code, 2);  // no run yet
  RunEnsemble();
  EXPECT_EQ(Keel({"why"}).exit_code, 2);
  for (const char* order : {"0", "999999", "first", "-1", "1x"}) {
    const Outcome outcome = Keel({"why", "--run", "last", order});
    EXPECT_EQ(outcome.exit_code, 2) << order;
    EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
  }
  const Outcome session = Keel({"why", "last"});  // a run's name in a session's place
  EXPECT_EQ(session.exit_code, 2);
  EXPECT_NE(session.err.find("why --run last"), std::string::npos) << session.err;
}

TEST_F(Why, StrategiesOfRulesHaveAReasonAndNothingToVerify) {
  StoreBars("binance", "BTC/USDT", 600);
  ASSERT_EQ(Keel({"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "-t", "1h", "--param", "fast=5",
                  "--param", "slow=20"})
                .exit_code,
            0);
  const Outcome story = Keel({"why", "1"});
  EXPECT_EQ(story.exit_code, 0) << story.err;
  EXPECT_NE(story.out.find("keeps no decisions"), std::string::npos) << story.out;
  EXPECT_EQ(Keel({"why", "1", "--verify"}).exit_code, 2);
}

}  // namespace
}  // namespace keel::cli
