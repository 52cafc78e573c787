// SPDX-License-Identifier: MIT
#include "base/json_value.h"
#include "cli/testing/command_line.h"
#include "research/trial/ledger.h"

namespace keel::cli::testing {
namespace {

using RobustnessVerb = CommandLine;

const std::vector<std::string> kCommand = {"robustness", "-s",      "ema_cross", "-p",
                                           "BTC/USDT",   "-t",      "1h",        "--param",
                                           "fast=5",     "--param", "slow=20",   "--quick"};

std::vector<std::string> With(std::initializer_list<std::string> more) {
  std::vector<std::string> command = kCommand;
  command.insert(command.end(), more);
  return command;
}

TEST_F(RobustnessVerb, TellsTheVerdictAndDrawsThePage) {
  StoreBars("binance", "BTC/USDT", 2000);
  const Outcome text = Keel(With({"--out", "robust.html"}));
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_NE(text.out.find("VERDICT: "), std::string::npos) << text.out;
  EXPECT_NE(text.err.find("/robust.html"), std::string::npos) << text.err;
  const auto page = base::os::ReadFile(folder() + "/robust.html");
  ASSERT_TRUE(page);
  EXPECT_NE(page->find("Parameter surface"), std::string::npos);
  EXPECT_EQ(Keel(With({"--out", "o"})).exit_code, 0);
  EXPECT_TRUE(base::os::Exists(folder() + "/o/robustness.html"));
  EXPECT_TRUE(base::os::Exists(folder() + "/o/robustness.json"));
}

TEST_F(RobustnessVerb, TwiceIsTheSameOnAnyNumberOfThreads) {
  StoreBars("binance", "BTC/USDT", 1200);
  const Outcome one = Keel(With({"--json", "-j", "1"}));
  const Outcome three = Keel(With({"--json", "-j", "3"}));
  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_EQ(one.out, three.out);
  EXPECT_NE(one.out, Keel(With({"--json", "--seed", "2"})).out);
}

TEST_F(RobustnessVerb, PerturbationsAreNoTrials) {
  StoreBars("binance", "BTC/USDT", 800);
  EXPECT_EQ(Keel(kCommand).exit_code, 0);
  const auto trials = research::TrialLedger(folder() + "/home/.keel").Entries(std::nullopt);
  ASSERT_TRUE(trials);
  EXPECT_TRUE(trials->empty());
}

TEST_F(RobustnessVerb, VariesWhatIsNamed) {
  StoreBars("binance", "BTC/USDT", 800);
  const Outcome json = Keel(With({"--vary", "slow", "--json"}));
  EXPECT_EQ(json.exit_code, 0) << json.err;
  const auto report = base::ParseJson(json.out);
  ASSERT_TRUE(report);
  for (const base::JsonValue& run : report->Find("tests")->items.at(0).Find("runs")->items) {
    EXPECT_EQ(run.Find("parameter")->text, "slow");
  }
  const Outcome unknown = Keel(With({"--vary", "fats"}));
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_TRUE(IsOneSentence(unknown.err)) << unknown.err;
}

TEST_F(RobustnessVerb, StopsAtOnceWhenItIsTold) {
  StoreBars("binance", "BTC/USDT", 800);
  interrupted() = true;
  EXPECT_NE(Keel(kCommand).exit_code, 0);
}

}  // namespace
}  // namespace keel::cli::testing
