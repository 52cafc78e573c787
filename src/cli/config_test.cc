// SPDX-License-Identifier: MIT
#include "cli/config.h"

#include <gtest/gtest.h>

#include <set>

#include "base/os/file.h"
#include "base/text.h"
#include "cli/config_read.h"
#include "cli/testing/command_line.h"
#include "tests/source_tree.h"

namespace keel::cli {
namespace {

using testing::CommandLine;
using testing::Outcome;

class ConfigTest : public CommandLine {
 protected:
  Session MakeSession(std::vector<std::string> files = {}) {
    Session session;
    session.home = folder() + "/home";
    session.working_directory = folder();
    session.config_files = std::move(files);
    session.environment = environment();
    return session;
  }
  base::Result<Config> Load(std::vector<std::string> files = {}) {
    TRY(Config config, GatherConfig(MakeSession(std::move(files))));
    TRY(ApplyConfig(config, "fund"));
    return config;
  }
  std::string ErrorOf(const std::string& toml) {
    Write("keel.toml", toml);
    const auto config = Load();
    return config ? "no error" : config.error().message;
  }
};

TEST_F(ConfigTest, LaterSourcesWin) {
  Write("keel.toml", "seed = 1\njobs = 1\nvenue = \"a\"\ntimeframe = \"1d\"\n");
  Write("over.toml", "jobs = 2\nvenue = \"b\"\ntimeframe = \"4h\"\n");
  Write(".env", "KEEL__VENUE=c\nKEEL__TIMEFRAME=2h\n");
  environment()["KEEL__TIMEFRAME"] = "1h";
  const auto config = Load({"keel.toml", "over.toml"});
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->settings.seed, 1U);
  EXPECT_EQ(config->settings.jobs, 2);
  EXPECT_EQ(config->settings.venue, "c");
  EXPECT_EQ(config->settings.timeframe, "1h");
  std::map<std::string, std::string> origins;
  for (const ConfigLine& line : FlattenConfig(*config)) origins[line.key] = line.origin;
  EXPECT_EQ(origins["seed"], "keel.toml:1:1");
  EXPECT_EQ(origins["jobs"], "over.toml:1:1");
  EXPECT_EQ(origins["venue"], ".env KEEL__VENUE");
  EXPECT_EQ(origins["timeframe"], "KEEL__TIMEFRAME");
  EXPECT_EQ(origins["min_notional"], "default");
  EXPECT_EQ(origins["risk.daily_halt"], "profile fund");
}

TEST_F(ConfigTest, TheFileHereHidesTheOneAtHome) {
  ASSERT_TRUE(base::os::MakeDirectories(folder() + "/home"));
  Write("home/keel.toml", "seed = 7\n");
  EXPECT_EQ(Load()->settings.seed, 7U);
  Write("keel.toml", "jobs = 3\n");
  const auto config = Load();
  EXPECT_EQ(config->settings.seed, 1U);
  EXPECT_EQ(config->settings.jobs, 3);
}

TEST_F(ConfigTest, TheProfileIsWhatOtherKeysOverride) {
  Write("keel.toml",
        "[risk]\nposition_share = 0.5\nprofile = \"research\"\nweekly_halt = 0.3\n"
        "gross_exposure = \"off\"\n");
  const auto config = Load();
  ASSERT_TRUE(config) << config.error().message;
  const risk::Limits& limits = config->settings.risk;
  EXPECT_EQ(limits.profile, "research");
  EXPECT_EQ(limits.position_share, 0.5);
  EXPECT_EQ(limits.weekly_halt, 0.3);
  EXPECT_EQ(limits.gross_exposure, std::nullopt);
  EXPECT_EQ(limits.daily_halt, std::nullopt);
}

TEST_F(ConfigTest, TheSharingOfTheAccountIsConfigured) {
  Write("keel.toml",
        "[allocation]\nmethod = \"hrp\"\nrebalance_days = 3\nband = 0.5\ncost_bps = 4\n");
  environment() = {{"KEEL__ALLOCATION__NETTING", "false"}};
  const auto config = Load();
  ASSERT_TRUE(config) << config.error().message;
  const engine::AllocationSettings& allocation = config->settings.allocation;
  EXPECT_EQ(allocation.method, "hrp");
  EXPECT_EQ(allocation.rebalance_days, 3);
  EXPECT_EQ(allocation.lookback_days, 90);
  EXPECT_EQ(allocation.cost_bps, 4);
  EXPECT_FALSE(allocation.netting);
  const std::string shown = Keel({"show-config"}).out;
  EXPECT_NE(shown.find("allocation.netting"), std::string::npos) << shown;

  environment() = {};
  EXPECT_EQ(ErrorOf("[allocation]\nnetting = \"yes\"\n"),
            "keel.toml:2:1: allocation.netting must be true or false, not \"yes\"");
  EXPECT_NE(ErrorOf("[allocation]\nmethod = \"hrb\"\n").find("(did you mean \"hrp\"?)"),
            std::string::npos);
  EXPECT_EQ(ErrorOf("[allocation]\nnetting = true\n"), "no error");
}

TEST_F(ConfigTest, WellKnownNamesWork) {
  environment() = {{"MAX_POSITION_SIZE", "0.25"},         {"MAX_DAILY_DRAWDOWN", "0.02"},
                   {"BINANCE_API_KEY", "hush-hush"},      {"KEEL__ACCOUNT__BALANCES__EUR", "12.5"},
                   {"KEEL__PAIRS", "BTC/USDT, ETH/USDT"}, {"KEEL__SIM__IMPACT__K__DOGE", "0.4"}};
  const auto config = Load();
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->settings.risk.position_share, 0.25);
  EXPECT_EQ(config->settings.risk.daily_halt, 0.02);
  EXPECT_EQ(config->settings.pairs, (std::vector<std::string>{"BTC/USDT", "ETH/USDT"}));
  EXPECT_EQ(config->settings.sim.impact.k.at("DOGE"), 0.4);
  EXPECT_EQ(config->settings.sim.impact.k.at("BTC"), 0.05);
  // Balances are given, not added to the default ones.
  EXPECT_EQ(config->settings.account.balances,
            (std::map<std::string, std::string>{{"EUR", "12.5"}}));
  const Outcome shown = Keel({"show-config"});
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_NE(shown.out.find("not used by this version"), std::string::npos);
  EXPECT_EQ((shown.out + Keel({"show-config", "--json"}).out).find("hush"), std::string::npos);
}

TEST_F(ConfigTest, ErrorsNameThePlaceAndTheNearestKey) {
  EXPECT_EQ(ErrorOf("\n[risk]\n  postion_share = 0.1\n"),
            "keel.toml:3:3: unknown key \"risk.postion_share\" (did you mean "
            "\"risk.position_share\"?)");
  EXPECT_EQ(ErrorOf("[sim.latency]\nmodle = \"fixed\"\n"),
            "keel.toml:2:1: unknown key \"sim.latency.modle\" (did you mean "
            "\"sim.latency.model\"?)");
  EXPECT_EQ(ErrorOf("[[strategies]]\nname = \"x\"\nalocation = 1\n"),
            "keel.toml:3:1: unknown key \"strategies.1.alocation\" (did you mean "
            "\"strategies.1.allocation\"?)");
  EXPECT_EQ(ErrorOf("[risk]\nposition_share = 10\n"),
            "keel.toml:2:1: risk.position_share must be between 0 and 1, not 10 (a fraction: 0.1 "
            "is 10 %)");
  EXPECT_EQ(ErrorOf("seed = \"x\"\n"), "keel.toml:1:1: seed must be a whole number, not \"x\"");
  EXPECT_EQ(ErrorOf("seed = 1.5\n"), "keel.toml:1:1: seed must be a whole number, not 1.5");
  EXPECT_EQ(ErrorOf("pairs = \"BTC/USDT\"\n"),
            "keel.toml:1:1: pairs must be a list, not \"BTC/USDT\"");
  EXPECT_EQ(ErrorOf("risk = 1\n"), "keel.toml:1:1: risk must be a table, not 1");
  EXPECT_EQ(ErrorOf("[sim.fill]\npath = \"pesimistic\"\n"),
            "keel.toml:2:1: sim.fill.path must be one of pessimistic, optimistic, ohlc, nearest, "
            "not \"pesimistic\" (did you mean \"pessimistic\"?)");
  EXPECT_EQ(ErrorOf("[account]\nbalances = { USDT = 0.1 }\n")
                .find("keel.toml:2:14: account.balances.USDT must stand in quotes"),
            0U);
  EXPECT_EQ(ErrorOf("timeframe = \"1hh\"\n").find("keel.toml:1:1: \"1hh\" is not a timeframe"), 0U);
  EXPECT_EQ(ErrorOf("seed = \n").find("keel.toml:1:"), 0U);
  // The TOML library asserts on this one.
  EXPECT_EQ(ErrorOf("[\n").find("keel.toml:1:"), 0U);
}

TEST_F(ConfigTest, VariablesAreNamedInErrors) {
  environment()["KEEL__RISK__POSITION_SHARE"] = "much";
  EXPECT_EQ(Load().error().message,
            "KEEL__RISK__POSITION_SHARE: risk.position_share must be a number, not \"much\"");
  environment() = {{"KEEL__RISK__PROFIL", "fund"}};
  EXPECT_EQ(Load().error().message,
            "KEEL__RISK__PROFIL: unknown key \"risk.profil\" (did you mean \"risk.profile\"?)");
  environment().clear();
  Write(".env", "# comment\nexport KEEL__SEED='5'\nnonsense\n");
  EXPECT_EQ(Load().error().message, ".env:3: a line is NAME=VALUE or a comment");
}

TEST_F(ConfigTest, SecretsInAReadableFileAreRefused) {
  Write(".env", "BINANCE_SECRET_KEY=abc\n");
  const auto open = Load();
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().code, base::ErrorCode::kUsage);
  EXPECT_NE(open.error().message.find("chmod 600"), std::string::npos);
  Write(".env", "BINANCE_SECRET_KEY=abc\n", base::os::Access::kOwnerOnly);
  EXPECT_TRUE(Load());
}

void CollectPaths(const ConfigShape& shape, std::set<std::string>& paths) {
  if (!shape.path.empty()) paths.insert(shape.path);
  for (const ConfigShape& inside : shape.inside) CollectPaths(inside, paths);
}

TEST(ConfigRulesTest, EveryKeyHasARuleAndEveryRuleAKey) {
  std::set<std::string> keys, rules;
  CollectPaths(ShapeOfSettings(), keys);
  for (const ConfigRule& rule : ConfigRules()) {
    EXPECT_TRUE(rules.insert(std::string(rule.path)).second) << rule.path << " twice";
    EXPECT_FALSE(rule.doc.empty()) << rule.path;
    EXPECT_EQ(rule.min.has_value(), rule.max.has_value()) << rule.path;
  }
  EXPECT_EQ(keys, rules);
}

TEST(ConfigReadTest, SettingsSurviveTheirText) {
  engine::BacktestSettings settings;
  settings.pairs = {"BTC/USDT", "ETH/USDT"};
  settings.seed = UINT64_MAX >> 1U;
  settings.range = {base::UnixNanos{1'577'836'800'000'000'000}, base::kEndOfTime};
  settings.risk.weekly_halt.reset();
  settings.account.balances = {{"EUR", "0.000000000001"}};
  settings.account.cold_storage = {{"BTC", "1.5"}, {"USDT", "20000"}};
  settings.instruments["BTC/USDT"].tick = "0.01";
  settings.strategies.push_back(
      {"ema_cross", {{"fast", 20}, {"slow", 0.1}}, 0.25, {"BTC/USDT"}, {}});
  const ConfigNode tree = WriteSettings(settings);
  // Through the TOML parser too: what show-config prints is what keel.toml may say.
  std::string toml;
  for (size_t i = 0; i < tree.keys.size(); ++i) {
    toml += tree.keys[i] + " = " + ConfigText(tree.items[i]) + "\n";
  }
  const size_t open = toml.find(", timeframe = \"off\"");
  ASSERT_NE(open, std::string::npos);
  const auto parsed = ParseToml(toml, "x");
  ASSERT_TRUE(parsed) << parsed.error().message << "\n" << toml;
  engine::BacktestSettings read;
  const auto status = ReadSettings(*parsed, read);
  ASSERT_TRUE(status) << status.error().message;
  EXPECT_EQ(ConfigText(WriteSettings(read)), ConfigText(tree));
}

// The parser took such letters for impossible: found by config_fuzz.
TEST(ConfigTextTest, LettersWhereABlankMayStandAreAnErrorWithItsPlace) {
  for (const char* text : {"\u03ff", "x\ufcff", "a = 1 \u00e4", "\u00e9 = 1"}) {
    const auto tree = ParseToml(text, "keel.toml");
    ASSERT_FALSE(tree) << text;
    EXPECT_TRUE(tree.error().message.starts_with("keel.toml:1:")) << tree.error().message;
  }
  const auto tree = ParseToml("a = \"\"\"x\\\n  \u00e4\"\"\"", "keel.toml");
  ASSERT_TRUE(tree) << tree.error().message;
  EXPECT_EQ(tree->items[0].text, "x\u00e4");
}

TEST(ConfigTemplateTest, UncommentedItIsTheDefaults) {
  const std::string commented = ConfigTemplate();
  std::string text;
  for (std::string_view line : base::Split(commented, '\n')) {
    const bool setting = line.starts_with("# ") && line.find(" = ") != std::string::npos &&
                         line.find(':') > line.find(" = ");
    if (line.starts_with("# Filters of one pair")) break;
    text += std::string(setting ? line.substr(2) : line) + "\n";
  }
  const auto tree = ParseToml(text, "template");
  ASSERT_TRUE(tree) << tree.error().message << "\n" << text;
  engine::BacktestSettings settings;
  settings.seed = 99;
  settings.risk.daily_halt = 0.9;
  settings.sim.fill.path = "ohlc";
  const auto status = ReadSettings(*tree, settings);
  ASSERT_TRUE(status) << status.error().message;
  EXPECT_EQ(ConfigText(WriteSettings(settings)), ConfigText(WriteSettings({})));
}

TEST(ConfigSchemaTest, TheShippedSchemaIsUpToDate) {
  const auto shipped = base::os::ReadFile(tests::InSourceTree("/docs/keel.schema.json"));
  ASSERT_TRUE(shipped) << shipped.error().message;
  EXPECT_TRUE(*shipped == ConfigSchema())
      << "run `keel show-config --schema > docs/keel.schema.json`";
}

TEST_F(ConfigTest, ANewConfigIsValidAndNeverOverwrites) {
  EXPECT_EQ(Keel({"new-config"}).exit_code, 0);
  EXPECT_TRUE(Load({"keel.toml"}));
  const Outcome again = Keel({"new-config"});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_TRUE(testing::IsOneSentence(again.err)) << again.err;
}

}  // namespace
}  // namespace keel::cli
