// SPDX-License-Identifier: MIT
// The verb, and every strategy and feature of the program under the detector: none looks ahead.
#include <gtest/gtest.h>

#include "base/json_value.h"
#include "cli/testing/command_line.h"
#include "market/feature_table.h"
#include "research/lookahead/lookahead.h"
#include "research/lookahead/testing/suspects.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"
#include "tests/shared_data.h"

namespace keel::cli {
namespace {

using Values = std::vector<std::pair<std::string, double>>;

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

class LookaheadVerb : public testing::CommandLine {
 protected:
  LookaheadVerb() { StoreBars("binance", "BTC/USDT", 1500); }
  std::vector<std::string> Check(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {"lookahead-check", "-s", "ema_cross", "-p",
                                      "BTC/USDT",        "-t", "1h"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
};

TEST_F(LookaheadVerb, ACleanStrategyIsToldSo) {
  const auto checked = Keel(Check({"--features", "return_1d,rsi_14", "--out", "page"}));
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
  EXPECT_TRUE(Has(checked.out, "ema_cross on BTC/USDT 1h at binance\nNo look-ahead was found: "));
  EXPECT_TRUE(Has(checked.out, "feature rsi_14"));
  EXPECT_TRUE(Has(base::os::ReadFile(folder() + "/page/lookahead.html").value(), "What was tried"));
}

TEST_F(LookaheadVerb, JsonIsTheSameOnAnyNumberOfThreads) {
  const auto one = Keel(Check({"--json", "-j", "1"})), two = Keel(Check({"--json", "-j", "2"}));
  EXPECT_EQ(one.out, two.out);
  const auto json = base::ParseJson(one.out);
  ASSERT_TRUE(json) << one.out;
  EXPECT_EQ(json->Find("subject")->text, "ema_cross on BTC/USDT 1h at binance");
  EXPECT_TRUE(json->Find("verdict")->Find("alarms")->items.empty());
}

// A table beside the bars whose return_1d is the day to come.
TEST_F(LookaheadVerb, AStoredColumnOfTheFutureIsRefused) {
  const storage::Catalog catalog(folder() + "/home/.keel/data");
  const core::Timeframe hour = core::Timeframe::Of(base::Hours(1));
  const storage::SeriesKey key{"binance", *core::ParseSymbol("BTC/USDT"), hour};
  const std::vector<std::string> names = {"return_1d"};
  const auto set = market::FeatureSet::Choose(strategies::AllFeatures(), names);
  ASSERT_TRUE(set);
  const auto series = catalog.Open(key);
  ASSERT_TRUE(series);
  const auto honest = market::ComputeFeatures(*set, (*series)->bars(), hour);
  storage::FeatureTable shifted({honest.columns().begin(), honest.columns().end()});
  for (size_t row = 0; row + 24 < honest.rows(); ++row) {
    shifted.Append(honest.ts_event(row), honest.ts_knowable(row),
                   std::vector{honest.at(row + 24, 0)});
  }
  ASSERT_TRUE(catalog.WriteFeatures(key, shifted, (*series)->note().hash));
  const auto checked = Keel(Check());
  EXPECT_EQ(checked.exit_code, 3);
  EXPECT_TRUE(Has(checked.out, "stored column return_1d of BTC/USDT says"));
  EXPECT_TRUE(testing::IsOneSentence(checked.err)) << checked.err;
}

TEST_F(LookaheadVerb, BadUseIsOneSentence) {
  for (const auto& words : {Check({"--cuts", "0"}), Check({"--features", "rsi_15"})}) {
    const auto refused = Keel(words);
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_TRUE(testing::IsOneSentence(refused.err)) << refused.err;
  }
}

/// Defaults, and parameters that act often.
std::vector<Values> ParamsToTry(const strategy::StrategySpec& spec) {
  std::vector<Values> all = {{}};
  const std::string& name = spec.name;
  if (name == "ema_cross") all.push_back({{"fast", 5}, {"slow", 20}});
  if (name == "breakout") all.push_back({{"entry", 24}, {"exit", 12}, {"atr", 12}, {"stop", 4}});
  if (name == "panic_buying") all.push_back({{"window", 30}, {"entry", 1.5}, {"max_bars", 48}});
  if (name == "buy_and_hold") all.push_back({{"share", 0.6}});
  if (name == "momentum_persistence") all.push_back({{"entry", 0.05}, {"exit", -0.05}});
  if (name == "mean_reversion_extremes") all.push_back({{"entry", 0.05}, {"exit", -0.05}});
  if (name == "ensemble") {
    all.push_back({{"least_conviction", 0.02},
                   {"least_probability", 0.5},
                   {"reward_to_risk", 0},
                   {"paths", 100},
                   {"horizon", 6},
                   {"least_days", 10},
                   {"window_days", 30}});
  }
  return all;
}

TEST(LookaheadOfAll, NoStrategyOrFeatureOfTheProgramIsSuspected) {
  const research::KnownWorld world = research::testing::SyntheticWorld(2);
  const research::PlugIns plug_ins = [](const research::KnownWorld&) {
    return research::PlugInSet{strategies::All(), strategies::AllFeatures(), {}};
  };
  std::vector<std::string> features;
  for (const auto& feature : strategies::AllFeatures()) features.push_back(feature.name);
  int checked = 0;
  for (const strategy::StrategySpec& spec : strategies::All()) {
    if (spec.needs_books) continue;
    for (const Values& params : ParamsToTry(spec)) {
      engine::BacktestSettings settings = research::testing::SettingsOf(world, spec.name);
      settings.strategies[0].params = params;
      research::LookaheadSubject subject{settings, plug_ins, world, {}};
      if (spec.name == "buy_and_hold") subject.features = features;
      research::LookaheadOptions options;
      options.cuts = 5;
      options.warm_up = spec.name != "ensemble";  // of which the fits take their time
      const auto verdict = research::CheckLookahead(subject, options);
      ASSERT_TRUE(verdict) << spec.name << ": " << verdict.error().message;
      EXPECT_TRUE(verdict->clean()) << spec.name << ": " << verdict->sentence;
      ++checked;
    }
  }
  EXPECT_GE(checked, 15);
}

// Five years of hours as they were: the strategy, and every feature with its need of history.
TEST_F(LookaheadVerb, RealBarsRaiseNoAlarm) {
  KEEL_SHARED_DATA(path, "ohlcv/BTCUSDT_1h_binance_2017-2022.csv.gz");
  ASSERT_EQ(Keel({"import-data", path, "-p", "BTC/USDT", "-t", "1h", "--venue", "real"}).exit_code,
            0);
  const auto checked =
      Keel({"lookahead-check", "-s", "ema_cross", "-p", "BTC/USDT", "-t", "1h", "--venue", "real",
            "--timerange", "20200101-20210101", "--features", "all", "--cuts", "4"});
  EXPECT_EQ(checked.exit_code, 0) << checked.err << checked.out;
}

}  // namespace
}  // namespace keel::cli
