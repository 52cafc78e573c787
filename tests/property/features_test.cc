// SPDX-License-Identifier: MIT
// What a strategy reads in a run is what a batch computes of the same bars, bit for bit and for
// every pair at once: a model is trained on the numbers that it will see.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "market/aggregator.h"
#include "market/feature_table.h"
#include "risk/limits.h"
#include "strategies/feature_registry.h"
#include "tests/property/synthetic_run.h"

namespace keel::tests {
namespace {

const core::Timeframe kHour = core::Timeframe::Of(base::Hours(1));
const core::Timeframe kQuarter = core::Timeframe::Of(base::Minutes(15));

using Watch = std::function<void(strategy::Context&, const core::BarClosed&)>;

class Watcher final : public strategy::Strategy {
 public:
  explicit Watcher(Watch watch) : watch_(std::move(watch)) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    watch_(market, event);
  }

 private:
  Watch watch_;
};

strategy::StrategySpec WatcherSpec(std::string name, std::vector<std::string> features,
                                   Watch watch) {
  strategy::StrategySpec spec;
  spec.name = std::move(name);
  spec.scope = strategy::Scope::kUniverse;
  spec.features = std::move(features);
  spec.make =
      [watch](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
    return std::make_unique<Watcher>(watch);
  };
  return spec;
}

std::vector<std::string> AllNames() {
  std::vector<std::string> names;
  for (const market::FeatureSpec& spec : strategies::AllFeatures()) names.push_back(spec.name);
  return names;
}

/// The features of every pair, from its stored bars, at `timeframe`.
std::vector<market::FeatureTable> Tables(const SyntheticMarket& market, core::Timeframe timeframe) {
  std::vector<market::FeatureTable> tables;
  const auto set = market::FeatureSet::Choose(strategies::AllFeatures(), {});
  for (const auto& series : market.series) {
    const auto bars = market::Aggregate(series.bars, market.timeframe, timeframe);
    tables.push_back(market::ComputeFeatures(*set, bars, timeframe));
  }
  return tables;
}

/// Counts the values that a strategy reads, at every bar and of every pair, and compares each with
/// the newest one that a batch knows then.
int64_t CountEqual(const SyntheticMarket& market, core::Timeframe timeframe,
                   base::Duration length) {
  const auto tables = Tables(market, timeframe);
  int64_t equal = 0;
  const auto watch = [&](strategy::Context& context, const core::BarClosed& event) {
    ASSERT_EQ(context.now(), event.time);
    for (const core::InstrumentId id : context.instruments()) {
      const market::FeatureTable& table = tables[id.index];
      const auto row = market::AsOf(table, event.time);
      for (size_t i = 0; i < table.columns().size(); ++i) {
        const auto known = row ? table.at(*row, i) : std::nullopt;
        ASSERT_EQ(context.feature(id, i), known) << table.columns()[i].name;
        equal += known ? 1 : 0;
      }
    }
  };
  const std::vector<strategy::StrategySpec> specs = {WatcherSpec("watcher", AllNames(), watch)};
  const auto settings = SettingsFor(market, timeframe, {{.name = "watcher"}});
  RunKnown(settings, {specs, strategies::AllFeatures()}, market, kSyntheticStart + length);
  return equal;
}

TEST(FeaturesInARun, AreThoseOfTheBatchForEveryPairBeforeAnyStrategyActs) {
  const base::Duration length = base::Days(90);
  const SyntheticMarket market = MakeMarket(3, kHour, length, 4);
  EXPECT_GT(CountEqual(market, kHour, length), 300'000);
}

TEST(FeaturesInARun, AreThoseOfTheBatchOnCandlesMadeOfFinerOnes) {
  const base::Duration length = base::Days(40);
  const SyntheticMarket market = MakeMarket(2, kQuarter, length, 4);
  EXPECT_GT(CountEqual(market, kHour, length), 40'000);
}

TEST(FeaturesInARun, EachStrategyHasItsOwnIndices) {
  const base::Duration length = base::Days(10);
  const SyntheticMarket market = MakeMarket(1, kHour, length, 4);
  std::vector<double> there, back;
  const auto keep = [](std::vector<double>& to, size_t index) {
    return [&to, index](strategy::Context& context, const core::BarClosed& event) {
      const auto value = context.feature(event.instrument, index);
      if (value) to.push_back(*value);
    };
  };
  const std::vector<strategy::StrategySpec> specs = {
      WatcherSpec("one", {"rsi_14", "return_1d"}, keep(there, 0)),
      WatcherSpec("two", {"adx_14", "return_1d", "rsi_14"}, keep(back, 2))};
  const auto settings = SettingsFor(market, kHour, {{.name = "one"}, {.name = "two"}});
  const engine::RunRecord run =
      RunKnown(settings, {specs, strategies::AllFeatures()}, market, kSyntheticStart + length);
  EXPECT_GT(there.size(), 200u);
  EXPECT_EQ(there, back);

  // Each once, although both read two of them.
  ASSERT_EQ(run.features.size(), 3u);
  EXPECT_EQ(run.features[0].name, "rsi_14");
  EXPECT_EQ(run.features[2].name, "adx_14");
  EXPECT_EQ(run.features[1].timeframe, "1h");
  const auto& known = strategies::AllFeatures();
  const auto spec = std::ranges::find(known, "return_1d", &market::FeatureSpec::name);
  EXPECT_EQ(run.features[1].definition_hash, market::DefinitionHash(*spec, kHour));
}

TEST(FeaturesInARun, AnUnknownOneIsRefusedWithTheNearest) {
  const SyntheticMarket market = MakeMarket(1, kHour, base::Days(5), 4);
  const std::vector<strategy::StrategySpec> specs = {WatcherSpec("one", {"rsi14"}, nullptr)};
  const auto settings = SettingsFor(market, kHour, {{.name = "one"}});
  const auto run =
      engine::RunOnSeries(settings, {specs, strategies::AllFeatures()},
                          Known(market, kSyntheticStart + base::Days(5), settings), {});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code, base::ErrorCode::kUsage);
  EXPECT_NE(run.error().message.find("strategy one: unknown feature \"rsi14\" (did you mean "
                                     "\"rsi_14\"?)"),
            std::string::npos)
      << run.error().message;
}

}  // namespace
}  // namespace keel::tests
