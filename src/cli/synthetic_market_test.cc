// SPDX-License-Identifier: MIT
#include "cli/synthetic_market.h"

#include "base/json_value.h"
#include "cli/testing/command_line.h"

namespace keel::cli {
namespace {

using SyntheticMarketTest = testing::CommandLine;

std::string BytesOf(const std::string& path) {
  const auto bytes = base::os::ReadFile(path);
  EXPECT_TRUE(bytes) << path;
  return bytes.value_or("");
}

TEST_F(SyntheticMarketTest, GenerateDataSaysSyntheticEverywhere) {
  const auto made = Keel({"generate-data", "--days", "40", "--assets", "2"});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  EXPECT_NE(made.out.find("SYNTHETIC market, seed 1"), std::string::npos);
  EXPECT_NE(made.out.find("SYNTHETIC, delisted"), std::string::npos);
  const auto json = Keel({"generate-data", "--days", "40", "--assets", "2", "--json"});
  EXPECT_NE(json.out.find("\"synthetic\": true"), std::string::npos);

  const storage::Catalog catalog(folder() + "/home/.keel/data");
  const core::Timeframe hour = core::Timeframe::Of(base::Hours(1));
  const auto alfa = catalog.Open({"synthetic", {"ALFA", "USDT", ""}, hour});
  const auto bravo = catalog.Open({"synthetic", {"BRAVO", "USDT", ""}, hour});
  ASSERT_TRUE(alfa && bravo);
  EXPECT_TRUE((*alfa)->note().synthetic);
  EXPECT_EQ((*alfa)->bars().size(), 40u * 24);
  EXPECT_EQ((*bravo)->bars().size(), 30u * 24);
  EXPECT_TRUE((*bravo)->note().delisted_at.has_value());
}

TEST_F(SyntheticMarketTest, SameBytesOnOneThreadAndOnTwo) {
  const std::string file = folder() + "/home/.keel/data/synthetic/BRAVO_USDT-1h.npy";
  ASSERT_EQ(Keel({"generate-data", "--days", "30", "-j", "1", "--seed", "7"}).exit_code, 0);
  const std::string one = BytesOf(file);
  ASSERT_EQ(Keel({"generate-data", "--days", "30", "-j", "2", "--seed", "7"}).exit_code, 0);
  EXPECT_EQ(one, BytesOf(file));
  ASSERT_EQ(Keel({"generate-data", "--days", "30", "--seed", "8"}).exit_code, 0);
  EXPECT_NE(one, BytesOf(file));
}

TEST_F(SyntheticMarketTest, RefusesInOneSentence) {
  const std::vector<std::vector<std::string>> bad = {{"--assets", "0"},
                                                     {"--assets", "27"},
                                                     {"--days", "0"},
                                                     {"--timeframe", "7m"},
                                                     {"--timerange", "20210101-"},
                                                     {"--timerange", "20210101-20210101"},
                                                     {"--days", "30000", "--timeframe", "1s"}};
  for (std::vector<std::string> arguments : bad) {
    arguments.insert(arguments.begin(), "generate-data");
    const auto outcome = Keel(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << arguments.back();
    EXPECT_TRUE(testing::IsOneSentence(outcome.err)) << outcome.err;
  }
}

TEST_F(SyntheticMarketTest, StopsCleanlyAndWritesNothing) {
  interrupted() = true;
  const auto outcome = Keel({"generate-data", "--days", "30"});
  EXPECT_EQ(outcome.exit_code, 130);
  EXPECT_FALSE(base::os::Exists(folder() + "/home/.keel/data/synthetic/ALFA_USDT-1h.npy"));
}

TEST_F(SyntheticMarketTest, DemoRunsWithoutNetworkKeepsItsRunAndSaysSynthetic) {
  const auto outcome = Keel({"demo", "--backtest", "--days", "120"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("SYNTHETIC market, seed 1"), std::string::npos);
  EXPECT_NE(outcome.out.find("keel import-data"), std::string::npos);
  const size_t at = outcome.out.find("Tear sheet (SYNTHETIC): ");
  ASSERT_NE(at, std::string::npos);
  const size_t begin = at + std::string_view("Tear sheet (SYNTHETIC): ").size();
  const std::string html = BytesOf(outcome.out.substr(begin, outcome.out.find('\n', at) - begin));
  EXPECT_NE(html.find("SYNTHETIC"), std::string::npos);
  // What its last lines say to type next.
  const auto story = Keel({"why", "1"});
  EXPECT_EQ(story.exit_code, 0) << story.err;
  EXPECT_NE(story.out.find("by ensemble"), std::string::npos) << story.out;
  EXPECT_EQ(Keel({"why", "--verify"}).exit_code, 0);
}

TEST_F(SyntheticMarketTest, DemoIsTheFundOfTheExamples) {
  const auto outcome = Keel({"demo", "--backtest", "--days", "100", "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto run = base::ParseJson(outcome.out);
  ASSERT_TRUE(run) << "JSON and nothing else";
  EXPECT_EQ(run->Find("strategy")->text, "ensemble");
  EXPECT_EQ(run->Find("pairs")->items.size(), 10u);
  EXPECT_EQ(run->Find("risk_profile")->text, "fund");
  EXPECT_EQ(run->Find("starting_equity_exact")->text, "1000000");
}

TEST_F(SyntheticMarketTest, DemoNeedsDaysToLearnFrom) {
  const auto outcome = Keel({"demo", "--backtest", "--days", "99"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_TRUE(testing::IsOneSentence(outcome.err)) << outcome.err;
}

}  // namespace
}  // namespace keel::cli
