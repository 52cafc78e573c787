// SPDX-License-Identifier: MIT
// The example of docs/writing-a-driver.md: it compiles, it speaks and trades, and the page shows it
// word for word. It is included as source because it is in no module until a reader copies it into
// one.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "base/os/file.h"
#include "examples/drivers/skewness_premium.cc"
#include "risk/limits.h"
#include "strategies/feature_registry.h"
#include "strategies/sleeve.h"
#include "tests/property/synthetic_run.h"
#include "tests/source_tree.h"

namespace keel::tests {
namespace {

std::optional<core::Signal> Say(std::optional<double> skewness, std::optional<double> ratio) {
  const std::vector<std::optional<double>> features = {skewness, ratio};
  const strategy::DriverInput input{.features = features, .history = {}};
  const auto hour = core::Timeframe::Of(base::Hours(1));
  return strategies::DescribeSkewnessPremium().make()->Evaluate({{}, hour, {&input, 1}}, 0);
}

TEST(ExampleDriver, PageShowsTheFileWordForWord) {
  const auto page = base::os::ReadFile(tests::InSourceTree("/docs/writing-a-driver.md"));
  const auto file =
      base::os::ReadFile(tests::InSourceTree("/examples/drivers/skewness_premium.cc"));
  ASSERT_TRUE(page && file);
  EXPECT_NE(page->find("```cpp\n" + *file + "```"), std::string::npos)
      << "docs/writing-a-driver.md and examples/drivers/skewness_premium.cc have parted";
}

TEST(ExampleDriver, LikesRareLossesAndDoubtsStorms) {
  EXPECT_DOUBLE_EQ(Say(-1.0, 1.0)->value, std::tanh(1.0));
  EXPECT_LT(Say(1.0, 1.0)->value, 0);
  EXPECT_DOUBLE_EQ(Say(-1.0, 0.5)->confidence, 1);
  EXPECT_DOUBLE_EQ(Say(-1.0, 1.5)->confidence, 0.5);
  EXPECT_DOUBLE_EQ(Say(-1.0, 3.0)->confidence, 0);
  EXPECT_FALSE(Say(std::nullopt, 1.0));
  EXPECT_FALSE(Say(1.0, std::nullopt));
}

TEST(ExampleDriver, TradesAsASleeveAndKeepsItsDecisions) {
  const core::Timeframe hour = core::Timeframe::Of(base::Hours(1));
  const SyntheticMarket market = MakeMarket(2, hour, base::Days(120), 1);
  engine::BacktestSettings settings = SettingsFor(market, hour, {{.name = "skewness_premium"}});
  settings.risk = *risk::LimitsOf("research");
  const strategy::DriverSpec driver = strategies::DescribeSkewnessPremium();
  const std::vector<strategy::StrategySpec> specs = {strategies::SleeveOf(driver)};
  const engine::RunRecord run = RunKnown(settings, {specs, strategies::AllFeatures()}, market,
                                         kSyntheticStart + base::Days(120));
  EXPECT_GT(run.trades.size(), 3u);
  ASSERT_FALSE(run.decisions.empty());
  EXPECT_EQ(run.decisions.front().decision.inputs.signals.front().driver, "skewness_premium");
}

}  // namespace
}  // namespace keel::tests
