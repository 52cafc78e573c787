// SPDX-License-Identifier: MIT
// Kept runs from the command line: list-runs, report, compare.
#include <gtest/gtest.h>

#include "base/json_value.h"
#include "cli/testing/command_line.h"

namespace keel::cli {
namespace {

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

class RunVerbs : public testing::CommandLine {
 protected:
  RunVerbs() { StoreBars("binance", "BTC/USDT", 2000); }

  testing::Outcome Backtest(const std::string& slow, const std::string& out) {
    return Keel({"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "-t", "1h", "--param", "fast=5",
                 "--param", "slow=" + slow, "--out", folder() + "/" + out});
  }
};

TEST_F(RunVerbs, NoRunIsNoError) {
  const auto listed = Keel({"list-runs"});
  EXPECT_EQ(listed.exit_code, 0);
  EXPECT_TRUE(Has(listed.out, "No run is kept yet"));
  const auto shown = Keel({"report"});
  EXPECT_EQ(shown.exit_code, 2);
  EXPECT_TRUE(Has(shown.err, "keel backtest"));
}

TEST_F(RunVerbs, ABacktestIsKeptListedAndShownAgain) {
  const auto made = Backtest("30", "a");
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto listed = Keel({"list-runs", "--json"});
  const auto rows = base::ParseJson(listed.out);
  ASSERT_TRUE(rows) << listed.out;
  ASSERT_EQ(rows->items.size(), 1u);
  EXPECT_EQ(rows->items[0].Find("strategy")->text, "ema_cross");
  EXPECT_TRUE(Has(Keel({"list-runs"}).out, rows->items[0].Find("run_id")->text));
  const auto shown = Keel({"report", "last", "--out", folder() + "/copy"});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_TRUE(Has(shown.out, "SUMMARY METRICS"));
  EXPECT_EQ(base::os::ReadFile(folder() + "/copy/tearsheet.html").value(),
            base::os::ReadFile(folder() + "/a/tearsheet.html").value());
  const auto json = base::ParseJson(Keel({"report", "--json"}).out);
  ASSERT_TRUE(json);
  EXPECT_NE(json->Find("journal_hash"), nullptr);
}

TEST_F(RunVerbs, TheSameBacktestTwiceIsTheSameRun) {
  ASSERT_EQ(Backtest("30", "a").exit_code, 0);
  ASSERT_EQ(Backtest("30", "b").exit_code, 0);
  const auto same = Keel({"compare", "last", "last-1"});
  EXPECT_EQ(same.exit_code, 0) << same.err;
  EXPECT_TRUE(Has(same.out, "the same run, bit for bit"));
  EXPECT_EQ(base::os::ReadFile(folder() + "/a/trades.csv").value(),
            base::os::ReadFile(folder() + "/b/trades.csv").value());
}

TEST_F(RunVerbs, CompareTellsWhatDiffers) {
  ASSERT_EQ(Backtest("30", "a").exit_code, 0);
  ASSERT_EQ(Backtest("60", "b").exit_code, 0);
  const auto compared =
      Keel({"compare", folder() + "/a", folder() + "/b", "--out", folder() + "/c.html"});
  EXPECT_EQ(compared.exit_code, 0) << compared.err;
  EXPECT_TRUE(Has(compared.out, "The journal hashes differ."));
  EXPECT_TRUE(Has(compared.out, "slow=60"));
  EXPECT_FALSE(Has(compared.out, "fast=5")) << "both have it";
  EXPECT_TRUE(Has(compared.out, "They part first at"));
  EXPECT_TRUE(Has(base::os::ReadFile(folder() + "/c.html").value(), "Comparison of two runs"));
  const auto json = base::ParseJson(Keel({"compare", "last-1", "last", "--json"}).out);
  ASSERT_TRUE(json);
  EXPECT_NE(json->Find("metrics")->Find("sharpe"), nullptr);
  EXPECT_EQ(Keel({"compare", "last", "nothing"}).exit_code, 2);
}

}  // namespace
}  // namespace keel::cli
