// SPDX-License-Identifier: MIT
// features and list-features as a user meets them.
#include <gtest/gtest.h>

#include "cli/testing/command_line.h"
#include "strategies/feature_registry.h"

namespace keel::cli {
namespace {

using testing::CommandLine;
using testing::IsOneSentence;
using testing::Outcome;

class FeatureVerbs : public CommandLine {
 protected:
  static void ExpectParts(const std::string& text, const std::vector<std::string>& parts) {
    for (const std::string& part : parts) {
      EXPECT_NE(text.find(part), std::string::npos) << part << "\nis not in\n" << text;
    }
  }
};

TEST_F(FeatureVerbs, ListNamesThemAllWithWhatTheyNeed) {
  const std::string text = Keel({"list-features", "-t", "1d"}).out;
  for (const market::FeatureSpec& spec : strategies::AllFeatures()) {
    EXPECT_NE(text.find(spec.name), std::string::npos) << spec.name;
  }
  ExpectParts(text, {"hash at 1d", "Amihud 2002", "needed"});
  const auto& first = strategies::AllFeatures().front();
  const auto day = core::Timeframe::Of(base::Days(1));
  ExpectParts(Keel({"list-features", "-t", "1d", "--json"}).out,
              {"\"name\": \"log_return_1\"", "\"lookback\": 2", "\"version\": 1",
               "\"definition_hash\": \"" + market::DefinitionHash(first, day) + "\"",
               "\"needs_volume\": true"});
}

TEST_F(FeatureVerbs, FeaturesAreKeptBesideTheBars) {
  StoreBars("binance", "BTC/USDT", 300);
  const Outcome outcome = Keel({"features", "-p", "BTC/USDT", "-t", "1h"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  ExpectParts(outcome.out, {"BTC/USDT 1h at binance: 25 features of 300 bars, kept in ",
                            "/binance/BTC_USDT-1h.features.npy", "return_1d", "92.00 %",
                            "2020-01-02 01:00", "never", "0.00 %"});
  const storage::Catalog catalog(folder() + "/home/.keel/data");
  const auto table = catalog.OpenFeatures(
      {"binance", core::ParseSymbol("BTC/USDT").value(), core::Timeframe::Of(base::Hours(1))});
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_EQ(table->rows(), 300u);
  EXPECT_EQ(Keel({"list-data", "--json"}).out.find("features"), std::string::npos);
}

TEST_F(FeatureVerbs, OnlyTheChosenOnesInTheirOrderAlsoAsCsv) {
  StoreBars("binance", "BTC/USDT", 30);
  const Outcome outcome = Keel({"features", "-p", "BTC/USDT", "-t", "1h", "--only",
                                "return_1d,log_return_1", "--out", "some.csv", "--json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  ExpectParts(outcome.out, {"\"name\": \"return_1d\"", "\"bars\": 30", "\"values\": 6",
                            "\"coverage\": 0.2", "\"data_hash\": \""});
  const auto csv = base::os::ReadFile(folder() + "/some.csv");
  ASSERT_TRUE(csv);
  EXPECT_TRUE(
      csv->starts_with("ts_event,ts_knowable,return_1d,log_return_1\n"
                       "2020-01-01T00:00:00Z,2020-01-01T01:00:00Z,,\n"
                       "2020-01-01T01:00:00Z,2020-01-01T02:00:00Z,,-0."))
      << *csv;
}

TEST_F(FeatureVerbs, MistakesAreOneSentence) {
  StoreBars("binance", "BTC/USDT", 30);
  const auto refused = [&](const std::vector<std::string>& arguments, const std::string& says) {
    const Outcome outcome = Keel(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
    ExpectParts(outcome.err, {says});
  };
  refused({"features", "-p", "BTC/USDT"}, "name stored bars with -p and -t");
  refused({"features", "-p", "BTC/USDT", "-t", "5m"}, "of this pair there is 1h");
  refused({"features", "-p", "BTC/USDT", "-t", "1h", "--only", "rsi14"},
          "unknown feature \"rsi14\" (did you mean \"rsi_14\"?)");
  refused({"features", "-p", "BTC/USDT,ETH/USDT", "-t", "1h", "--out", "x.csv"}, "one file");
  refused({"list-features", "-t", "1x"}, "1x");
}

}  // namespace
}  // namespace keel::cli
