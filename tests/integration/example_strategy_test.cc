// SPDX-License-Identifier: MIT
// The example of docs/writing-a-strategy.md: it compiles, it trades, and the page shows it word for
// word. It is included as source because it is in no module until a reader copies it into one.
#include <gtest/gtest.h>

#include <string>

#include "base/os/file.h"
#include "examples/strategies/rsi_dip.cc"
#include "risk/limits.h"
#include "tests/property/synthetic_run.h"
#include "tests/source_tree.h"

namespace keel::tests {
namespace {

TEST(ExampleStrategy, PageShowsTheFileWordForWord) {
  const auto page = base::os::ReadFile(tests::InSourceTree("/docs/writing-a-strategy.md"));
  const auto file = base::os::ReadFile(tests::InSourceTree("/examples/strategies/rsi_dip.cc"));
  ASSERT_TRUE(page && file);
  EXPECT_NE(page->find("```cpp\n" + *file + "```"), std::string::npos)
      << "docs/writing-a-strategy.md and examples/strategies/rsi_dip.cc have parted";
}

TEST(ExampleStrategy, Trades) {
  const core::Timeframe hour = core::Timeframe::Of(base::Hours(1));
  const SyntheticMarket market = MakeMarket(1, hour, base::Days(200), 1);
  engine::BacktestSettings settings = SettingsFor(market, hour, {{.name = "rsi_dip"}});
  settings.risk = *risk::LimitsOf("research");
  const std::vector<strategy::StrategySpec> specs = {strategies::DescribeRsiDip()};
  const engine::RunRecord run =
      RunKnown(settings, {specs}, market, kSyntheticStart + base::Days(200));
  EXPECT_GT(run.trades.size(), 3u);
}

}  // namespace
}  // namespace keel::tests
