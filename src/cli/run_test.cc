// SPDX-License-Identifier: MIT
#include "cli/run.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/json_value.h"
#include "base/random.h"
#include "cli/testing/command_line.h"
#include "cli/verbs.h"
#include "tests/source_tree.h"

namespace keel::cli {
namespace {

using testing::CommandLine;
using testing::IsOneSentence;
using testing::Outcome;

class RunTest : public CommandLine {};

TEST_F(RunTest, HelpNamesEveryVerb) {
  const std::string help = Keel({}).out;
  EXPECT_EQ(help, Keel({"help"}).out);
  EXPECT_EQ(help, Keel({"--help"}).out);
  for (const std::string& name : VerbNames(MakeVerbs())) {
    EXPECT_NE(help.find("\n  " + name + " "), std::string::npos) << name;
    const Outcome own = Keel({name, "--help"});
    EXPECT_EQ(own.exit_code, 0);
    EXPECT_EQ(own.out, Keel({"help", name}).out);
    EXPECT_NE(own.out.find("--config"), std::string::npos);
  }
}

TEST_F(RunTest, EveryVerbIsInTheCompletions) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Outcome script = Keel({"completion", shell});
    EXPECT_EQ(script.exit_code, 0);
    for (const std::string& name : VerbNames(MakeVerbs())) {
      EXPECT_NE(script.out.find(name), std::string::npos) << shell << " " << name;
    }
    EXPECT_NE(script.out.find("timerange"), std::string::npos);
  }
}

struct Mistake {
  std::vector<std::string> arguments;
  std::string says;
};

class RunMistake : public CommandLine, public ::testing::WithParamInterface<Mistake> {};

TEST_P(RunMistake, IsOneSentenceAndExitTwo) {
  StoreBars("binance", "BTC/USDT", 300);
  StoreBars("binance", "ETH/USDT", 300);
  const Outcome outcome = Keel(GetParam().arguments);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
  EXPECT_NE(outcome.err.find(GetParam().says), std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  // The same as a problem object.
  std::vector<std::string> as_json = GetParam().arguments;
  as_json.emplace_back("--json");
  const Outcome problem = Keel(as_json);
  EXPECT_EQ(problem.exit_code, 2);
  EXPECT_TRUE(problem.err.starts_with("{\"title\":")) << problem.err;
  EXPECT_EQ(problem.out, "");
}

INSTANTIATE_TEST_SUITE_P(
    Options, RunMistake,
    ::testing::Values(Mistake{{"backtets"}, "(did you mean \"backtest\"?)"},
                      Mistake{{"-v"}, "the first argument is a verb"},
                      Mistake{{"version", "--pogress"}, "(did you mean \"--progress\"?)"},
                      Mistake{{"version", "extra"}, "\"extra\""},
                      Mistake{{"backtest", "-p"}, "--pairs needs a value"},
                      Mistake{{"version", "-j", "many"}, "--jobs needs a whole number"},
                      Mistake{{"version", "-j", "-1"}, "--jobs is 0"},
                      Mistake{{"version", "--seed", "-3"}, "--seed is a whole number from 0"},
                      Mistake{{"version", "--progress", "ber"}, "(did you mean \"bar\"?)"},
                      Mistake{{"version", "--log-format", "xml"}, "--log-format is text or json"},
                      Mistake{{"completion"}, "needs SHELL"},
                      Mistake{{"completion", "bsh"}, "(did you mean \"bash\"?)"},
                      Mistake{{"show-config", "-c", "absent.toml"}, "absent.toml"},
                      Mistake{{"list-strategies", "ema_cros"}, "(did you mean \"ema_cross\"?)"}));

INSTANTIATE_TEST_SUITE_P(
    Ensemble, RunMistake,
    ::testing::Values(
        Mistake{{"backtest", "-s", "ensemble", "-p", "BTC/USDT", "--param",
                 "budget_momentum_persistance=0.1"},
                "(did you mean \"budget_momentum_persistence\"?)"},
        Mistake{{"backtest", "-s", "ensemble", "-p", "BTC/USDT", "--param", "budget_tweets=0.1"},
                "`keel list-strategies NAME` lists all"},
        Mistake{{"backtest", "-s", "ensemble", "-p", "BTC/USDT", "--param", "weight_technical=0.9"},
                ": ensemble: the weights of technical, momentum and correlation may sum to 0.75"},
        Mistake{{"backtest", "-s", "ensemble", "-p", "BTC/USDT", "--param", "weight_technical=0",
                 "--param", "weight_momentum=0", "--param", "weight_correlation=0"},
                "every category has the weight 0"},
        Mistake{{"backtest", "-s", "ensemble", "-p", "BTC/USDT", "--param", "least_days=400"},
                "least_days (400) must not exceed window_days (365)"},
        Mistake{{"backtest", "-s", "ensemble", "-p", "BTC/USDT", "--param", "level=1"},
                "level 1 knows no regimes"},
        Mistake{{"backtest", "-s", "ensemble,momentum_persistence", "-p", "BTC/USDT"},
                "budget_momentum_persistence = 0 in the params of ensemble"}));

INSTANTIATE_TEST_SUITE_P(
    Backtest, RunMistake,
    ::testing::Values(
        Mistake{{"backtest"}, "which strategy?"},
        Mistake{{"backtest", "-s", "ema_cross"}, "which pairs?"},
        Mistake{{"backtest", "-s", "ema_cros", "-p", "BTC/USDT"}, "(did you mean \"ema_cross\"?)"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTX/USDT"}, "BTC/USDT"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "XY.*"}, "matches \"XY.*\""},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC("}, "regular expression"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--venue", "binanc"}, "binanc"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "-t", "1hh"},
                "(did you mean \"1h\"?)"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "-t", "1m"}, "1h"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--param", "fats=20"},
                "(did you mean \"fast\"?)"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--param", "fast=1e9"}, "fast"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--param", "fast=2.5"}, "fast"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--param", "fast=x"},
                "must be a number"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--param", "fast"}, "name=value"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--param", "fast=200", "--param",
                 "slow=100"},
                "slow"},
        Mistake{{"backtest", "-s", "ema_cross,breakout", "-p", "BTC/USDT", "--param", "fast=20"},
                "ema_cross.fast=20"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--param", "ema_cros.fast=20"},
                "(did you mean \"ema_cross\"?)"},
        Mistake{
            {"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--timerange", "20190101-20180101"},
            "20190101-20180101"},
        Mistake{
            {"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--timerange", "20300101-20310101"},
            "has no bars in the time range"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--risk-profile", "fnd"},
                "(did you mean \"fund\"?)"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--balance", "-5"}, "--balance"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--latency", "fast"},
                "--latency is a delay"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--latency", "none.txt"},
                "none.txt"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--fee-bps", "5000"},
                "must be between -100 and 1000"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--path", "best"}, "pessimistic"},
        Mistake{{"backtest", "-s", "ema_cross", "-p", "BTC/USDT:USDT"}, "perpetual"}));

TEST_F(RunTest, AConfigWithAnUnknownKeyStopsTheBacktest) {
  Write("keel.toml", "pears = [\"BTC/USDT\"]\n");
  const Outcome outcome = Keel({"backtest", "-s", "ema_cross"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.err,
            "keel: error: keel.toml:1:1: unknown key \"pears\" (did you mean \"pairs\"?)\n");
}

TEST_F(RunTest, AMistakeInAStrategySectionHasItsPlace) {
  StoreBars("binance", "BTC/USDT", 300);
  Write("keel.toml",
        "pairs = [\"BTC/USDT\"]\n[[strategies]]\nname = \"ema_cross\"\n"
        "params = { fast = 20, slwo = 100 }\n");
  const Outcome outcome = Keel({"backtest"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("keel.toml:4:23: ema_cross"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("(did you mean \"slow\"?)"), std::string::npos) << outcome.err;
}

TEST_F(RunTest, ATruncatedSeriesIsNotRun) {
  StoreBars("binance", "BTC/USDT", 300);
  const std::string path = folder() + "/home/.keel/data/binance/BTC_USDT-1h.npy";
  const auto bytes = base::os::ReadFile(path);
  ASSERT_TRUE(bytes);
  Write("home/.keel/data/binance/BTC_USDT-1h.npy", bytes->substr(0, bytes->size() - 20));
  const Outcome outcome = Keel({"backtest", "-s", "ema_cross", "-p", "BTC/USDT"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
}

TEST_F(RunTest, OneStrategyAloneIsResearchAndAConfigurationIsAFund) {
  StoreBars("binance", "BTC/USDT", 500);
  const std::vector<std::string> call = {"backtest", "-s",      "ema_cross", "-p",      "btcusdt",
                                         "--json",   "--param", "fast=5",    "--param", "slow=20"};
  Outcome outcome = Keel(call);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("\"risk_profile\": \"research\""), std::string::npos) << outcome.out;
  Write("keel.toml", "seed = 1\n");
  outcome = Keel(call);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("\"risk_profile\": \"fund\""), std::string::npos) << outcome.out;
}

/// A wide table of hourly closes of the coins of the shipped fund, as `import-data` takes it.
std::string ClosesOfTheFund(int hours) {
  const std::vector<const char*> coins = {"BTC", "ETH",  "BNB",  "SOL",  "XRP",
                                          "ADA", "DOGE", "AVAX", "LINK", "LTC"};
  std::string table = "time";
  std::vector<double> prices(coins.size(), 100);
  for (const char* coin : coins) table += std::string(",") + coin + "USDT";
  base::RandomStream random(1, "closes of the fund", 0);
  for (int hour = 0; hour < hours; ++hour) {
    const base::UnixNanos time{(1'609'459'200 + 3600LL * hour) * 1'000'000'000};
    table += "\n" + base::FormatIso(time);
    for (double& price : prices) {
      price *= std::exp(0.02 * (random.NextUniform() - 0.49));
      table += fmt::format(",{:.4f}", price);
    }
  }
  return table + "\n";
}

TEST_F(RunTest, TheShippedExamplesRun) {
  StoreBars("binance", "BTC/USDT", 1500);
  StoreBars("synthetic", "ALFA/USDT", 1500);
  Write("closes.csv", ClosesOfTheFund(100 * 24));
  const Outcome import =
      Keel({"import-data", folder() + "/closes.csv", "--venue", "closes", "-t", "1h"});
  ASSERT_EQ(import.exit_code, 0) << import.err;
  for (const char* name : {"research", "fund", "sleeves", "synthetic"}) {
    const std::string path = tests::InSourceTree("/examples/") + name + ".toml";
    const Outcome outcome = Keel({"backtest", "-c", path, "--json"});
    ASSERT_EQ(outcome.exit_code, 0) << name << ": " << outcome.err;
    EXPECT_NE(base::ParseJson(outcome.out)->Find("trades")->text, "0") << name;
  }
}

TEST_F(RunTest, TheResultOfABacktestHasItsKeysAndDoesNotDependOnThreads) {
  StoreBars("binance", "BTC/USDT", 1500);
  const auto call = [&](const char* jobs) {
    const Outcome outcome = Keel(
        {"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "--json", "-j", jobs, "--out", "result"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  };
  const auto one = base::ParseJson(call("1"));
  const auto two = base::ParseJson(call("2"));
  ASSERT_TRUE(one && two);
  for (const char* key : {"bars",      "trades",       "final_equity",  "total_return",
                          "cagr",      "max_drawdown", "sharpe",        "sortino",
                          "calmar",    "win_rate",     "profit_factor", "avg_trade_duration_s",
                          "fees",      "slippage",     "refusals",      "risk_profile",
                          "benchmark", "journal_hash", "data",          "config_hash"}) {
    EXPECT_NE(one->Find(key), nullptr) << key;
  }
  for (const char* key : {"total_return", "max_drawdown", "sharpe"}) {
    EXPECT_NE(one->Find("benchmark")->Find(key), nullptr) << key;
  }
  EXPECT_NE(one->Find("data")->Find("hash"), nullptr);
  EXPECT_EQ(one->Find("journal_hash")->text, two->Find("journal_hash")->text);
  EXPECT_EQ(one->Find("config_hash")->text, two->Find("config_hash")->text);
  EXPECT_EQ(one->Find("journal_hash")->text.size(), 32U);
  EXPECT_TRUE(base::os::Exists(folder() + "/result/tearsheet.html"));
  const std::string runs = folder() + "/home/.keel/runs";
  EXPECT_EQ(std::ranges::count_if(*base::os::ListDirectory(runs),
                                  [&](const std::string& id) {
                                    return base::os::Exists(runs + "/" + id + "/run.json");
                                  }),
            2);
}

TEST_F(RunTest, InterruptedIsExit130AndSaysWhatWasKept) {
  StoreBars("binance", "BTC/USDT", 5000);
  interrupted() = true;
  const Outcome outcome = Keel({"backtest", "-s", "ema_cross", "-p", "BTC/USDT"});
  EXPECT_EQ(outcome.exit_code, 130);
  EXPECT_TRUE(outcome.err.starts_with("keel: interrupted: ")) << outcome.err;
}

TEST_F(RunTest, DoctorFindsWhatIsWrong) {
  EXPECT_EQ(Keel({"doctor"}).exit_code, 0);
  Write("keel.toml", "sede = 1\n");
  const Outcome sick = Keel({"doctor"});
  EXPECT_EQ(sick.exit_code, 1);
  EXPECT_NE(sick.out.find("fail  configuration  keel.toml:1:1"), std::string::npos) << sick.out;
}

}  // namespace
}  // namespace keel::cli
