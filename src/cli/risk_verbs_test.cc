// SPDX-License-Identifier: MIT
// stress, ruin and risk as a user meets them.
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

#include "base/json_value.h"
#include "base/random.h"
#include "cli/common_returns.h"
#include "cli/stress_files.h"
#include "cli/testing/command_line.h"
#include "tests/source_tree.h"

namespace keel::cli {
namespace {

using testing::IsOneSentence;
using testing::Outcome;

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// The number at "a.b.0" of a JSON text.
double At(const std::string& text, std::string_view path) {
  const auto json = base::ParseJson(text);
  if (!json) {
    ADD_FAILURE() << json.error().message << "\n" << text;
    return 0;
  }
  const base::JsonValue* value = &*json;
  while (value != nullptr && !path.empty()) {
    const std::string_view key = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(path.size(), key.size() + 1));
    if (value->kind == base::JsonValue::Kind::kArray) {
      size_t index = 0;
      std::from_chars(key.data(), key.data() + key.size(), index);
      value = index < value->items.size() ? &value->items[index] : nullptr;
    } else {
      value = value->Find(key);
    }
  }
  double number = std::nan("");
  if (value != nullptr) {
    std::from_chars(value->text.data(), value->text.data() + value->text.size(), number);
  }
  return number;
}

class RiskVerbs : public testing::CommandLine {
 protected:
  void Refused(const std::vector<std::string>& arguments, const std::string& says) {
    const Outcome outcome = Keel(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err << outcome.out;
    EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
    EXPECT_TRUE(Has(outcome.err, says)) << says << "\nis not in\n" << outcome.err;
  }
};

TEST_F(RiskVerbs, StressOfAPortfolio) {
  StoreBars("binance", "BTC/USDT", 1000);
  Write("p.toml", "cash = 4000\npeak = 12000\n[values]\nBTC = 6000\n");
  Write("winter.toml", "price = -0.5\n[shocks]\nBTC = -0.2\nDOGE = -0.9\n");
  const Outcome json = Keel({"stress", "--portfolio", "p.toml", "--json"});
  ASSERT_EQ(json.exit_code, 0) << json.err;
  EXPECT_DOUBLE_EQ(At(json.out, "equity"), 10'000);
  EXPECT_DOUBLE_EQ(At(json.out, "scenarios.0.loss"), 1800);  // flash crash: 30 % of 6,000
  EXPECT_DOUBLE_EQ(At(json.out, "scenarios.0.drawdown"), 1 - 8200.0 / 12'000);
  EXPECT_DOUBLE_EQ(At(json.out, "scenarios.6.loss"), 400);  // depeg: 10 % of the cash
  EXPECT_TRUE(std::isnan(At(json.out, "scenarios.7.loss")));
  const Outcome own = Keel({"stress", "--portfolio", "p.toml", "--scenario",
                            "winter.toml,flash_crash", "--json", "--out", "o"});
  ASSERT_EQ(own.exit_code, 0) << own.err;
  EXPECT_DOUBLE_EQ(At(own.out, "scenarios.1.loss"), 1200);
  EXPECT_TRUE(Has(own.out, "winter shocks DOGE: not held")) << own.out;
  const auto page = base::os::ReadFile(folder() + "/o/stress.html");
  ASSERT_TRUE(page.has_value());
  EXPECT_TRUE(Has(*page, "winter"));
  const Outcome text = Keel({"stress", "--portfolio", "p.toml"});
  EXPECT_TRUE(Has(text.out, "flash_crash")) << text.out;
}

TEST_F(RiskVerbs, StressOfARunFollowsWhatItHeld) {
  StoreBars("binance", "BTC/USDT", 2000);
  ASSERT_EQ(Keel({"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "-t", "1h", "--param", "fast=5",
                  "--param", "slow=30", "--out", folder() + "/a"})
                .exit_code,
            0);
  const Outcome run = Keel({"stress", "--run", "last", "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  // Somewhere the strategy was invested, so that a crash costs up to 30 % of what it held then; and
  // a drawdown that a crash deepens is at least the crash.
  const double worst = At(run.out, "scenarios.0.run.loss_worst");
  EXPECT_GT(worst, 0.15);
  EXPECT_LE(worst, 0.30 + 1e-12);
  EXPECT_GE(At(run.out, "scenarios.0.run.drawdown_worst"), worst);
  EXPECT_GT(At(run.out, "scenarios.0.run.drawdown_worst"),
            At(run.out, "scenarios.0.run.drawdown_before"));
  // The coin breaks while the account is all cash.
  EXPECT_NEAR(At(run.out, "scenarios.6.run.loss_worst"), 0.10, 1e-9);
  const Outcome text = Keel({"stress", "--run", "last"});
  EXPECT_TRUE(Has(text.out, "AT THE WORST MOMENT OF THE RUN")) << text.out;
  EXPECT_EQ(Keel({"ruin", "--run", "last", "--paths", "100", "--json"}).exit_code, 0);
  EXPECT_FALSE(Has(run.err, "changed"));
  Write("a/fills.csv", "pair,time,side,quantity\nBTC/USDT,2020-01-01,hold,1\n");
  const Outcome damaged = Keel({"stress", "--run", folder() + "/a"});
  EXPECT_EQ(damaged.exit_code, 1);
  EXPECT_TRUE(Has(damaged.err, "fills.csv:2: \"hold\" is neither buy nor sell")) << damaged.err;
  Write("a/fills.csv", "pair,time,side,quantity\nBTC/USDT,2020-01-01,sell,1\n");
  const Outcome oversold = Keel({"stress", "--run", folder() + "/a"});
  EXPECT_EQ(oversold.exit_code, 1);
  EXPECT_TRUE(Has(oversold.err, "sells 1 of BTC/USDT more than it bought")) << oversold.err;
  StoreBars("binance", "BTC/USDT", 1990);
  EXPECT_TRUE(Has(Keel({"stress", "--run", "last"}).err, "have changed since the run"));
}

TEST_F(RiskVerbs, StressMistakesAreOneSentence) {
  StoreBars("binance", "BTC/USDT", 300);
  Write("p.toml", "[quantities]\nBTC = 1\n");
  Write("short.toml", "[quantities]\nBTC = -1\n");
  Write("typo.toml", "chash = 5\n");
  Write("empty.toml", "");
  Write("huge.toml", "[quantities]\nBTC = 1e300\n");
  Write("other.toml", "[quantities]\nBTD = 1\n");
  Write("twice.toml", "[quantities]\nBTC = 1\n[values]\n\"BTC/USDT\" = 5\n");
  Write("foreign.toml", "[quantities]\n\"ETH/BTC\" = 1\n");
  Write("s.toml", "price = -2\n");
  Write("key.toml", "prize = -0.2\n");
  const auto with = [](const std::string& file) {
    return std::vector<std::string>{"stress", "--portfolio", file};
  };
  Refused({"stress"}, "--portfolio FILE or --run RUN");
  Refused({"stress", "--run", "nothing"}, "nothing");
  Refused(with("none.toml"), "none.toml");
  Refused(with("short.toml"), "short.toml:2:1: quantities.BTC is -1; a spot account");
  Refused(with("typo.toml"), "typo.toml:1:1: unknown key \"chash\" (did you mean \"cash\"?)");
  Refused(with("empty.toml"), "the portfolio is empty");
  Refused(with("huge.toml"), "huge.toml:2:1: quantities.BTC is more than 1e+15");
  Refused(with("other.toml"), "did you mean \"BTC/USDT\"?");
  Refused(with("twice.toml"), "both a quantity and a value");
  Refused(with("foreign.toml"), "quoted in BTC");
  const auto scenario = [](const std::string& name) {
    return std::vector<std::string>{"stress", "--portfolio", "p.toml", "--scenario", name};
  };
  Refused(scenario("flash_crush"), "did you mean \"flash_crash\"?");
  Refused(scenario("s.toml"), "s.toml:1:1: price must be between -1 and 10, not -2");
  Refused(scenario("key.toml"), "key.toml:1:1: unknown key \"prize\" (did you mean \"price\"?)");
  Refused({"stress", "--portfolio", "p.toml", "--confidence", "99"}, "--confidence");
  Refused({"stress", "--portfolio", "p.toml", "--outage-hours", "-1"}, "--outage-hours");
  Refused({"stress", "--run", "last", "-t", "1h"}, "belong to --portfolio");
}

TEST(StressFiles, TheExamplesAreRead) {
  const std::string folder = tests::InSourceTree("/examples/");
  const auto portfolio =
      ParsePortfolio(base::os::ReadFile(folder + "portfolio.toml").value(), "portfolio.toml");
  ASSERT_TRUE(portfolio.has_value()) << portfolio.error().message;
  EXPECT_EQ(portfolio->quantities.at("BTC/USDT"), 0.5);
  EXPECT_EQ(portfolio->values.at("SOL/USDT"), 10'000);
  const auto scenario =
      ParseScenario(base::os::ReadFile(folder + "stress.toml").value(), "stress.toml");
  ASSERT_TRUE(scenario.has_value()) << scenario.error().message;
  EXPECT_EQ(scenario->name, "winter");
  EXPECT_EQ(scenario->shocks.at("SOL"), -0.55);
  EXPECT_EQ(ParseScenario("", "a/storm.toml")->name, "storm");
}

TEST_F(RiskVerbs, RuinOfAFile) {
  std::string rows = "r\n";
  base::RandomStream random(7, "test.ruin");
  for (int i = 0; i < 500; ++i) {
    rows += fmt::format("{:.6f}\n", 0.0005 + 0.02 * random.NextNormal());
  }
  Write("r.csv", rows);
  const std::vector<std::string> plain = {"ruin", "--csv", "r.csv", "--returns", "--paths", "2000"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), plain.begin(), plain.end());
    return Keel(more);
  };
  const Outcome json = with({"--fixed-cost", "20", "--json", "--out", "o"});
  ASSERT_EQ(json.exit_code, 0) << json.err;
  EXPECT_LT(At(json.out, "capitals.0.survival"), At(json.out, "capitals.4.survival") - 0.2);
  EXPECT_EQ(At(json.out, "horizon"), 365);
  EXPECT_EQ(with({"--fixed-cost", "20", "--json", "-j", "3"}).out, json.out);
  EXPECT_NE(with({"--fixed-cost", "20", "--json", "--seed", "2"}).out, json.out);
  EXPECT_TRUE(Has(base::os::ReadFile(folder() + "/o/ruin.html").value(), "Deepest drawdown"));
  const Outcome text = with({"--capitals", "777", "--horizon", "50"});
  EXPECT_TRUE(Has(text.out, "777")) << text.out;
  EXPECT_TRUE(Has(text.out, "SURVIVAL"));
  Refused({"ruin"}, "no series");
  Refused({"ruin", "--csv", "r.csv", "--returns", "--run", "last"}, "exclude each other");
  Refused({"ruin", "--csv", "r.csv", "--returns", "--capitals", "-5"}, "--capitals: \"-5\"");
  Refused({"ruin", "--csv", "r.csv", "--returns", "--horizon", "0"}, "--horizon 0");
  Refused({"ruin", "--csv", "r.csv", "--returns", "--paths", "0"}, "--paths 0");
  Refused({"ruin", "--csv", "r.csv", "--returns", "--block", "0"}, "mean block is 0");
  Refused({"ruin", "--csv", "r.csv", "--returns", "--ruin-share", "1"}, "ruin share");
  Refused({"ruin", "--csv", "r.csv", "--returns", "--minimum-capital", "20000"}, "not above");
}

TEST_F(RiskVerbs, RiskIsTheQuantileAndIsTested) {
  std::string rows = "r\n";
  for (int i = 0; i < 1000; ++i) rows += fmt::format("{}\n", (i * 389 % 1000 - 500) * 1e-4);
  Write("r.csv", rows);
  const Outcome json = Keel({"risk", "--csv", "r.csv", "--returns", "--window", "900", "--json"});
  ASSERT_EQ(json.exit_code, 0) << json.err;
  // The returns are -500 ... 499, each once: 950 of 1000 are at least -450.
  EXPECT_NEAR(At(json.out, "methods.0.levels.0.value_at_risk"), 0.0450, 1e-4 + 1e-12);
  EXPECT_NEAR(At(json.out, "methods.0.levels.1.value_at_risk"), 0.0490, 1e-4 + 1e-12);
  EXPECT_EQ(At(json.out, "methods.0.levels.1.days"), 100);
  EXPECT_TRUE(Has(json.out, "\"basel_zone\": \"green\""));
  EXPECT_TRUE(Has(json.out, "acerbi_szekely_z2"));
  EXPECT_EQ(
      Keel({"risk", "--csv", "r.csv", "--returns", "--window", "900", "--json", "-j", "3"}).out,
      json.out);
  const Outcome text = Keel({"risk", "--csv", "r.csv", "--returns", "--window", "900",
                             "--confidence", "0.975", "--out", "o"});
  EXPECT_TRUE(Has(text.out, "NOT PASSED WITH 97.5% PROBABILITY")) << text.out;
  EXPECT_TRUE(Has(base::os::ReadFile(folder() + "/o/risk.html").value(), "Below VaR"));
  Refused({"risk", "--csv", "r.csv", "--returns", "--confidence", "95"}, "--confidence 95");
  Refused({"risk", "--csv", "r.csv", "--returns", "--horizon", "0"}, "--horizon 0");
  Refused({"risk", "--csv", "r.csv", "--returns", "--horizon", "5000"}, "a horizon of 5000");
  Refused({"risk", "--csv", "r.csv", "--returns", "--weights", "1"}, "--weights belongs");
  EXPECT_TRUE(Has(Keel({"risk", "--csv", "r.csv", "--returns", "--window", "950"}).out,
                  "Nothing was tested: 1000 returns are too few"));
  Write("few.csv", "r\n0.1\n-0.1\n0.2\n");
  Refused({"risk", "--csv", "few.csv", "--returns"}, "few.csv r has 3 returns");
  std::string flat = "r\n";
  for (int i = 0; i < 50; ++i) flat += "0.5\n";
  Write("flat.csv", flat);
  Refused({"risk", "--csv", "flat.csv", "--returns"}, "flat.csv r never moves");
  Refused({"ruin", "--csv", "flat.csv", "--returns"}, "flat.csv r never moves");
}

// The sum of independent normal returns has sqrt(h) times their deviation: both simulating methods
// must find that without being told.
TEST_F(RiskVerbs, AHorizonIsSimulated) {
  std::string rows = "r\n";
  double variance = 1;
  base::RandomStream random(11, "test.horizon");
  for (int i = 0; i < 4000; ++i) {  // a little clustering, as a fit wants to see some
    const double r = std::sqrt(variance) * random.NextNormal();
    variance = 0.05 + 0.05 * r * r + 0.90 * variance;
    rows += fmt::format("{:.6f}\n", r);
  }
  Write("r.csv", rows);
  const Outcome json = Keel({"risk", "--csv", "r.csv", "--returns", "--window", "0", "--horizon",
                             "100", "--confidence", "0.95", "--json"});
  ASSERT_EQ(json.exit_code, 0) << json.err;
  for (const int method : {6, 7}) {
    const double var = At(json.out, fmt::format("methods.{}.levels.0.value_at_risk", method));
    EXPECT_NEAR(var, 16.45, 2.5) << method;  // unit variance in the long run; the mean is noise
  }
}

TEST_F(RiskVerbs, SharesOfSeveralPairsSumToTheTotal) {
  StoreBars("binance", "BTC/USDT", 400);
  StoreBars("binance", "ETH/USDT", 390);
  const Outcome json = Keel({"risk", "-p", "BTC/USDT,ETH/USDT", "-t", "1h", "--weights", "0.7,0.2",
                             "--window", "0", "--json"});
  ASSERT_EQ(json.exit_code, 0) << json.err;
  for (int i = 0; i < 4; ++i) {
    const std::string at = fmt::format("contributions.{}.", i);
    EXPECT_NEAR(
        At(json.out, at + "pairs.0.component_var") + At(json.out, at + "pairs.1.component_var"),
        At(json.out, at + "value_at_risk"), 1e-15);
    EXPECT_NEAR(At(json.out, at + "pairs.0.marginal_es") * 0.7 +
                    At(json.out, at + "pairs.1.marginal_es") * 0.2,
                At(json.out, at + "expected_shortfall"), 1e-15);
  }
  // The two hold the same prices, and the historical total is the first method's.
  EXPECT_NEAR(At(json.out, "contributions.0.value_at_risk"),
              At(json.out, "methods.0.levels.0.value_at_risk"), 1e-15);
  const std::vector<std::string> two = {"risk", "-p", "BTC/USDT,ETH/USDT", "-t", "1h", "--weights"};
  const auto refused = [&](const std::string& weights, const std::string& says) {
    std::vector<std::string> all = two;
    all.push_back(weights);
    Refused(all, says);
  };
  refused("0.5", "--weights has 1 numbers for 2 pairs");
  refused("0.5,-0.5", "negative");
  refused("0.9,0.9", "sum to 1.8");
  refused("0,0", "sum to 0");
  refused("a,b", "\"a\" is not a number");
  Refused({"risk", "-p", "BTC/USDT,BTC/USDT", "-t", "1h"}, "twice");
  Refused({"risk", "-p", "BTC/USDT,ETC/USDT", "-t", "1h"}, "ETC/USDT");
}

TEST(CommonReturns, OnlyBetweenInstantsThatAllHave) {
  const auto at = [](int64_t hour) { return base::UnixNanos{hour * 3'600'000'000'000}; };
  const TimedPrices a{{at(0), at(1), at(2), at(4)}, {1, 2, 4, 8}};
  const TimedPrices b{{at(0), at(2), at(3), at(4)}, {1, 3, 5, 9}};
  const std::vector<const TimedPrices*> both = {&a, &b};
  const CommonReturns common = AlignReturns(both);
  EXPECT_EQ(common.times, (std::vector<base::UnixNanos>{at(2), at(4)}));
  const std::vector<double> expected = {std::log(4), std::log(3), std::log(2), std::log(3)};
  EXPECT_EQ(common.values, expected);
  // Too few to tell: they count as moving together.
  const std::vector<TimedPrices> pairs = {a, b};
  EXPECT_EQ(PairwiseCorrelation(pairs)->at(0, 1), 1);
}

}  // namespace
}  // namespace keel::cli
