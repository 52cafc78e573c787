// SPDX-License-Identifier: MIT
// correlation as a user meets it.
#include <fmt/format.h>

#include <cmath>

#include "base/json_value.h"
#include "base/random.h"
#include "cli/testing/command_line.h"

namespace keel::cli {
namespace {

using testing::IsOneSentence;
using testing::Outcome;

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

class CorrelationVerb : public testing::CommandLine {
 protected:
  /// Hourly closes of 200 days from 2020-01-01 that move once a day, at midnight: by `common` of
  /// all, and by `own` of the pair. From day `breaks` on the common move turns round.
  void StoreMoves(const std::string& pair, double common, double own, int breaks = 1000) {
    base::RandomStream shared(3, "test.shared");
    base::RandomStream alone(3, "test." + pair);
    std::vector<core::Bar> bars;
    double price = 100;
    for (int hour = 0; hour < 200 * 24; ++hour) {
      double next = price;
      if (hour % 24 == 23) {
        const double sign = hour / 24 >= breaks ? -1 : 1;
        next *= std::exp(0.02 * (sign * common * shared.NextNormal() + own * alone.NextNormal()));
      }
      if (pair == skip_.first && hour == skip_.second) continue;
      bars.push_back({base::UnixNanos{1'577'836'800'000'000'000} + base::Hours(hour), price,
                      std::max(price, next), std::min(price, next), next, 5});
      price = next;
    }
    storage::SeriesNote note;
    note.source = "test";
    const storage::Catalog catalog(folder() + "/home/.keel/data");
    const auto status = catalog.Write(
        {"binance", *core::ParseSymbol(pair), *core::Timeframe::Parse("1h")}, bars, note);
    ASSERT_TRUE(status) << status.error().message;
  }

  Outcome Of(const std::string& pairs, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"correlation", "-p", pairs, "-t", "1h"});
    return Keel(more);
  }
  base::JsonValue Json(const std::string& pairs, std::vector<std::string> more = {}) {
    more.emplace_back("--json");
    const Outcome outcome = Of(pairs, more);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    auto json = base::ParseJson(outcome.out);
    return json ? *json : base::JsonValue{};
  }
  static double Number(const base::JsonValue* value) {
    return value == nullptr ? std::nan("") : std::stod(value->text);
  }
  static double Cell(const base::JsonValue& json, size_t i, size_t j) {
    return Number(&json.Find("correlation")->items[i].items[j]);
  }
  void Refused(const Outcome& outcome, const std::string& says) {
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err << outcome.out;
    EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
    EXPECT_TRUE(Has(outcome.err, says)) << says << "\nis not in\n" << outcome.err;
  }

  std::pair<std::string, int> skip_{"", 0};  ///< a pair, and the hour that it lacks
};

TEST_F(CorrelationVerb, FindsTheOneBet) {
  skip_ = {"SOL/USDT", 50 * 24 - 1};
  StoreMoves("BTC/USDT", 1, 0.1);
  StoreMoves("XRP/USDT", 0, 1);
  StoreMoves("SOL/USDT", 1, 0.1);
  for (const std::string method : {"shrunk", "ewma", "dcc"}) {
    const auto json = Json("BTC/USDT,XRP/USDT,SOL/USDT", {"--method", method});
    EXPECT_GT(Cell(json, 0, 2), 0.9) << method;
    EXPECT_LT(std::abs(Cell(json, 0, 1)), 0.5) << method;
    EXPECT_EQ(json.Find("clusters")->items.size(), 2u) << method;
    EXPECT_EQ(json.Find("clusters")->items[0].items[1].text, "SOL/USDT") << method;
    // 200 midnights make 199 returns, and the one that SOL lacks spoils two.
    EXPECT_EQ(json.Find("rows")->text, "197");
    EXPECT_EQ(json.Find("dropped")->text, "1");
    EXPECT_EQ(json.Find("from")->text.substr(0, 10), "2020-01-02");
    EXPECT_EQ(json.Find("to")->text.substr(0, 10), "2020-07-19");
    EXPECT_GT(Number(json.Find("breakdown")->Find("p_value")), 0.05) << method;
  }
  EXPECT_EQ(Json("BTC/USDT,XRP/USDT,SOL/USDT", {"--threshold", "1"}).Find("clusters")->items.size(),
            3u);
}

TEST_F(CorrelationVerb, FindsTheBreakAndIsRepeatable) {
  StoreMoves("BTC/USDT", 1, 0.3);
  StoreMoves("ETH/USDT", 1, 0.3, 140);
  const auto json = Json("BTC/USDT,ETH/USDT", {"--out", "o"});
  EXPECT_LT(Number(json.Find("breakdown")->Find("p_value")), 0.02);
  EXPECT_LT(Number(json.Find("breakdown")->Find("change")), -1.5);
  EXPECT_LT(Cell(json, 0, 1), -0.7);
  EXPECT_TRUE(Has(base::os::ReadFile(folder() + "/o/correlation.html").value(), "<b>Change</b>"));
  const Outcome text = Of("BTC/USDT,ETH/USDT");
  EXPECT_TRUE(Has(text.out, "Yes: the last 60 daily returns differ from the 139 before"))
      << text.out;
  EXPECT_EQ(Of("BTC/USDT,ETH/USDT", {"-j", "3"}).out, text.out);
  EXPECT_EQ(Of("BTC/USDT,ETH/USDT", {"--seed", "1"}).out, text.out);
  EXPECT_NE(Of("BTC/USDT,ETH/USDT", {"--seed", "2"}).out, text.out);
  EXPECT_TRUE(Has(Of("BTC/USDT,ETH/USDT", {"--days", "100"}).out,
                  "Not tested: 199 daily returns are fewer than two windows of 100"));
}

TEST_F(CorrelationVerb, ColumnsOfAFileAreRows) {
  std::string rows = "a,b\n";
  for (int i = 0; i < 40; ++i) rows += fmt::format("{},{}\n", i % 3, 5 - i % 3);
  Write("r.csv", rows);
  const Outcome outcome = Keel({"correlation", "--csv", "r.csv", "--column", "a,b", "--returns",
                                "--days", "20", "--method", "ewma", "--lambda", "0.5"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(Has(outcome.out, "40 rows that all have.")) << outcome.out;
  EXPECT_FALSE(Has(outcome.out, "THE BARS"));
  EXPECT_TRUE(Has(outcome.out, "half of the weight is on the last 1.0")) << outcome.out;
}

TEST_F(CorrelationVerb, MistakesAreOneSentence) {
  StoreMoves("BTC/USDT", 1, 0.3);
  StoreMoves("ETH/USDT", 1, 0.3);
  StoreMoves("FLAT/USDT", 0, 0);
  const std::string two = "BTC/USDT,ETH/USDT";
  Refused(Of("BTC/USDT"), "BTC/USDT is alone");
  Refused(Of("BTC/USDT,BTC/USDT"), "BTC/USDT is named twice");
  Refused(Of("BTC/USDT,FLAT/USDT"), "FLAT/USDT never moves in the last 60 daily returns");
  Refused(Of("BTC/USDT,ETC/USDT"), "did you mean");
  Refused(Of(two, {"--days", "500"}), "have 199 daily returns in common, and --days 500");
  Refused(Of(two, {"--days", "9"}), "--days 9 must lie in 10 to 100000");
  Refused(Of(two, {"--threshold", "1.5"}), "--threshold 1.5 must lie in -1 to 1");
  Refused(Of(two, {"--lambda", "1"}), "--lambda 1 must lie between 0 and 1");
  Refused(Of(two, {"--method", "pearson"}), "\"pearson\" is none of shrunk, ewma and dcc");
  Refused(Of(two, {"--timerange", "20200101-20200301", "--method", "dcc", "--days", "20"}),
          "are too few: at least 100 are needed");
  StoreBars("binance", "BTC/USDT", 100, "1w");
  StoreBars("binance", "ETH/USDT", 100, "1w");
  Refused(Keel({"correlation", "-p", two, "-t", "1w"}), "-t 1w is longer than a day");
  Refused(Of(two, {"--timerange", "20200101-20200102"}), "have 1 bars in common");
}

}  // namespace
}  // namespace keel::cli
