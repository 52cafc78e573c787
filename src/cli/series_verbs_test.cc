// SPDX-License-Identifier: MIT
// import-data, list-data and check-data as a user meets them.
#include <gtest/gtest.h>

#include "cli/gap_map_text.h"
#include "cli/series_text.h"
#include "cli/testing/command_line.h"

namespace keel::cli {
namespace {

using testing::CommandLine;
using testing::IsOneSentence;
using testing::Outcome;

const std::string kRows =
    "timestamp_ms,open,high,low,close,volume\n"
    "1502942400000,4261.48,4313.62,4261.32,4308.83,47.181009\n"
    "1502946000000,4308.83,4328.69,4291.37,4315.32,23.234916\n"
    "1502953200000,4330.29,4345.45,4309.37,4324.35,7.229691\n";

class SeriesVerbs : public CommandLine {
 protected:
  std::string In(const std::string& name) const { return folder() + "/" + name; }
  static bool Has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }
};

TEST_F(SeriesVerbs, AnImportSaysWhatItGotAndWhatIsNext) {
  Write("prices.csv", kRows);
  const Outcome outcome =
      Keel({"import-data", In("prices.csv"), "--venue", "binance", "-p", "BTC/USDT", "-t", "1h"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  for (const char* part :
       {"BTC/USDT 1h at binance\n", "3 bars, 2017-08-17 04:00 to 2017-08-17 07:00 UTC",
        "1 gap, 1 bar missing (25.00 %)", "tick    0.01\n", "lot     0.000001\n",
        "/binance/BTC_USDT-1h.npy", "Next: keel check-data --venue binance -p BTC/USDT -t 1h",
        "keel backtest -s ema_cross --venue binance -p BTC/USDT -t 1h"}) {
    EXPECT_TRUE(Has(outcome.out, part)) << part << "\nis not in\n" << outcome.out;
  }
  const Outcome json =
      Keel({"import-data", In("prices.csv"), "--venue", "okx", "-p", "BTC/USDT", "--json"});
  EXPECT_EQ(json.exit_code, 0);
  for (const char* part : {"\"rows_read\": 3", "\"timeframe\": \"1h\"", "\"tick\": \"0.01\"",
                           "\"missing\": 1", "\"hash\": \""}) {
    EXPECT_TRUE(Has(json.out, part)) << part << "\nis not in\n" << json.out;
  }
}

TEST_F(SeriesVerbs, MistakesAreOneSentence) {
  Write("prices.csv", kRows);
  Write("BTCUSDT.csv", kRows + "1502956800000,1,2\n");
  const auto refused = [&](const std::vector<std::string>& arguments, const std::string& says) {
    const Outcome outcome = Keel(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
    EXPECT_TRUE(Has(outcome.err, says)) << outcome.err;
    EXPECT_EQ(outcome.out, "");
  };
  refused({"import-data", In("prices.csv")}, "--venue");
  refused({"import-data", In("no.csv"), "--venue", "binance"}, "no.csv");
  refused({"import-data", In("prices.csv"), "--venue", "binance"}, "-p BASE/QUOTE");
  refused({"import-data", In("prices.csv"), "--venue", "a/b"}, "--venue \"a/b\"");
  refused({"import-data", In("prices.csv"), "--venue", "x", "-p", "BTC/USDT", "-t", "2x"}, "2x");
  refused({"import-data", In("prices.csv"), "--venue", "x", "-p", "BTC/USDT", "-t", "5m"},
          "-t says 5m, but most rows are 1h apart");
  refused({"import-data", In("BTCUSDT.csv"), "--venue", "x"},
          "BTCUSDT.csv:5:17: the row has 3 columns");
  refused({"check-data"}, "there are no series");
  refused({"list-data", "-p", "BTC/USDT"}, "no series");
}

TEST_F(SeriesVerbs, ListShowsEverySeries) {
  EXPECT_TRUE(Has(Keel({"list-data"}).out, "There are no series"));
  StoreBars("binance", "BTC/USDT", 300);
  StoreBars("kraken", "ETH/USDT", 300, "5m");
  const std::string text = Keel({"list-data"}).out;
  EXPECT_TRUE(Has(text, "binance  BTC/USDT  1h    2020-01-01 00:00  2020-01-13 11:00"));
  EXPECT_TRUE(Has(text, "2 series, 600 rows"));
  EXPECT_FALSE(Has(Keel({"list-data", "--venue", "kraken"}).out, "BTC/USDT"));
  EXPECT_TRUE(Has(Keel({"list-data", "--json"}).out, "\"pair\": \"ETH/USDT\""));
  const Outcome typo = Keel({"list-data", "-p", "BTC/USDC"});
  EXPECT_EQ(typo.exit_code, 2);
  EXPECT_TRUE(Has(typo.err, "did you mean \"BTC/USDT\"?")) << typo.err;
}

TEST_F(SeriesVerbs, CheckSucceedsWithFindingsAndFailsOnErrors) {
  Write("BTCUSDT_1h.csv", kRows);
  ASSERT_EQ(Keel({"import-data", In("BTCUSDT_1h.csv"), "--venue", "binance"}).exit_code, 0);
  const Outcome gaps = Keel({"check-data"});
  EXPECT_EQ(gaps.exit_code, 0) << gaps.err;
  EXPECT_TRUE(Has(gaps.out, "2017-08-17 06:00  1 bar missing, until 2017-08-17 07:00"));
  EXPECT_TRUE(Has(gaps.out, "75.00 % complete"));
  EXPECT_TRUE(Has(gaps.out, "one sign a day")) << gaps.out;
  EXPECT_FALSE(Has(gaps.out, "\x1b[")) << "no colour where no terminal is";
  EXPECT_TRUE(Has(Keel({"check-data", "--json"}).out, "\"completeness\": 0.75"));

  // A close below zero can only come from outside; the hash of the rows gives it away too.
  const std::string path = folder() + "/home/.keel/data/binance/BTC_USDT-1h.npy";
  std::string bytes = base::os::ReadFile(path).value();
  bytes[bytes.size() - 9] = static_cast<char>(bytes[bytes.size() - 9] ^ '\x80');
  ASSERT_TRUE(base::os::WriteFileAtomic(path, bytes));
  const Outcome damaged = Keel({"check-data"});
  EXPECT_EQ(damaged.exit_code, 1);
  EXPECT_TRUE(IsOneSentence(damaged.err)) << damaged.err;
  EXPECT_TRUE(Has(damaged.out, "DAMAGED")) << damaged.out;
}

TEST(SeriesText, CountsAndShares) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(-1234567), "-1,234,567");
  EXPECT_EQ(Counted(1, "row"), "1 row");
  EXPECT_EQ(Counted(46981, "bar"), "46,981 bars");
  EXPECT_EQ(StepText(0), "1");
  EXPECT_EQ(StepText(8), "0.00000001");
  EXPECT_EQ(SizeText(999), "999 B");
  EXPECT_EQ(SizeText(2'255'248), "2.3 MB");
  EXPECT_EQ(PercentText(1), "100.00 %");
  EXPECT_EQ(PercentText(0.999999), "99.99 %");
  EXPECT_EQ(PercentText(0.0000001), "0.01 %");
}

TEST(GapMapText, HasColourOnlyWhereAsked) {
  const market::GapMap map{"day", {{"2024-01", {-1, 1, 0.995, 0.95, 0.5, 0}}}};
  EXPECT_TRUE(GapMapText(map, false).ends_with("  2024-01   █▓▒░·\n")) << GapMapText(map, false);
  EXPECT_NE(GapMapText(map, true).find("\x1b[32m█\x1b[0m"), std::string::npos);
}

}  // namespace
}  // namespace keel::cli
