// SPDX-License-Identifier: MIT
// Research over the socket: kept runs, what is missing in series, and jobs.
#include "cli/serve/research_routes.h"

#include <gtest/gtest.h>

#include "cli/testing/research_desk.h"

namespace keel::cli {
namespace {

using server::testing::TextOf;

class ResearchRoutesTest : public testing::ResearchDesk {
 protected:
  // In the place of the program: says what it was given, and what lies beside it.
  ResearchRoutesTest()
      : ResearchDesk(
            RunsIn::kItsOwn,
            "printf '{\"run_id\":\"%s\"}' \"$* $(cat input.csv 2>/dev/null | tr '\\n' '/')\"\n") {}

  /// The id of a kept backtest.
  std::string Backtest(const std::string& slow) {
    if (!has_bars_) StoreBars("binance", "BTC/USDT", 2000);
    has_bars_ = true;
    const auto made = Keel({"backtest", "-s", "ema_cross", "-p", "BTC/USDT", "-t", "1h", "--param",
                            "fast=5", "--param", "slow=" + slow, "--json"});
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return TextOf(made.out, "run_id");
  }
  /// What a job that was begun told at its end.
  std::string RunIdOf(const net::HttpResponse& begun) {
    const JobView job = EndOf(begun);
    return job.run_id.value_or(job.text);
  }
  void ExpectRefused(const net::HttpResponse& answer, int status, const std::string& field) {
    EXPECT_EQ(answer.status, status) << answer.body;
    EXPECT_EQ(TextOf(answer.body, "field"), field) << answer.body;
    EXPECT_NE(TextOf(answer.body, "detail"), "") << answer.body;
  }
};

TEST_F(ResearchRoutesTest, RunsStandSideBySide) {
  const std::string first = Backtest("30"), second = Backtest("40");
  const auto answer = Get("/runs/compare?ids=" + first + "," + second);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto json = base::ParseJson(answer.body);
  ASSERT_TRUE(json);
  EXPECT_EQ(json->Find("runs")->items.size(), 2U);
  EXPECT_EQ(json->Find("runs")->items[1].Find("run_id")->text, second);
  EXPECT_FALSE(json->Find("same_journal")->boolean);
  int differing = 0;
  for (const base::JsonValue& setting : json->Find("settings")->items) {
    const std::string& name = setting.Find("name")->text;
    if (name == "slow") {
      EXPECT_EQ(setting.Find("values")->items[1].text, "40");
    }
    if (name == "slow" || name == "timeframe") {
      EXPECT_EQ(setting.Find("same")->boolean, name == "timeframe");
      ++differing;
    }
  }
  EXPECT_EQ(differing, 2) << "both are there";
  const auto& curves = json->Find("curves")->items;
  ASSERT_EQ(curves.size(), 2U);
  EXPECT_EQ(curves[0].items.size(), json->Find("times")->items.size());
  EXPECT_GT(json->Find("figures")->items.size(), 20U);
}

TEST_F(ResearchRoutesTest, AComparisonIsOfTwoToSixRunsThatAreThere) {
  const std::string run = Backtest("30");
  for (const std::string& ids :
       {std::string(), run, run + "," + run, std::string("a,b,c,d,e,f,g"), std::string(",,")}) {
    ExpectRefused(Get("/runs/compare?ids=" + ids), 400, "ids");
  }
  EXPECT_EQ(Get("/runs/compare").status, 400);
  EXPECT_EQ(Get("/runs/compare?ids=" + run + ",nothing").status, 404);
  EXPECT_EQ(Get("/runs/compare?ids=" + run + ",last").status, 404) << "an id, not a word for one";
  EXPECT_EQ(Get("/runs/compare?ids=" + run + ",..").status, 404);
  EXPECT_EQ(desk_.Ask("GET", "/runs/compare?ids=" + run + ",x").status, 401);
}

TEST_F(ResearchRoutesTest, ARunHasFiguresAndTablesOfFixedNames) {
  const std::string run = Backtest("30");
  const auto detail = Get("/runs/" + run);
  ASSERT_EQ(detail.status, 200) << detail.body;
  EXPECT_EQ(TextOf(detail.body, "strategy"), "ema_cross");
  for (const char* table : {"trades.csv", "orders.csv", "fills.csv", "equity.csv"}) {
    const auto answer = Get("/runs/" + run + "/" + table);
    EXPECT_EQ(answer.status, 200) << table;
    EXPECT_EQ(net::FindHeader(answer.headers, "Content-Type"), "text/csv; charset=utf-8");
    const auto file = base::os::ReadFile(Home() + "/runs/" + run + "/" + table);
    ASSERT_TRUE(file);
    EXPECT_EQ(answer.body, *file);
  }
}

TEST_F(ResearchRoutesTest, NoNameBecomesAPath) {
  const std::string run = Backtest("30");
  Write("home/.keel/secret.csv", "not for you");
  Write("home/.keel/run.json", "{}");
  for (const char* path :
       {"/runs/..", "/runs/%2e%2e", "/runs/../trades.csv", "/runs/..%2F..", "/runs/.",
        "/runs/..%2fsecret.csv/trades.csv", "/runs/%2e%2e/trades.csv", "/runs/last"}) {
    EXPECT_EQ(Get(path).status, 404) << path;
  }
  for (const char* table : {"run.json", "secret.csv", "..%2F..%2Fsecret.csv", "equity.npy",
                            "trades.csv%00", "trades.csv%2F", "%2e%2e"}) {
    const auto answer = Get("/runs/" + run + "/" + table);
    EXPECT_EQ(answer.status, 404) << table << answer.body;
  }
}

TEST_F(ResearchRoutesTest, GapsAreToldWithAStrip) {
  std::string csv = "timestamp_ms,open,high,low,close,volume\n";
  for (int hour = 0; hour < 100; ++hour) {
    if (hour >= 20 && hour < 30) continue;
    csv += std::to_string(1'577'836'800'000 + hour * 3'600'000LL) + ",1,3,1,2,5\n";
  }
  Write("prices.csv", csv);
  ASSERT_EQ(
      Keel({"import-data", folder() + "/prices.csv", "--venue", "x", "-p", "BTC/USDT", "-t", "1h"})
          .exit_code,
      0);
  const auto answer = Get("/data/gaps?venue=x&pair=BTC/USDT&timeframe=1h");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto json = base::ParseJson(answer.body);
  ASSERT_TRUE(json);
  EXPECT_EQ(json->Find("bars")->text, "90");
  EXPECT_EQ(json->Find("missing")->text, "10");
  EXPECT_EQ(json->Find("gap_count")->text, "1");
  EXPECT_EQ(json->Find("gaps")->items[0].Find("from")->text, "2020-01-01T20:00:00Z");
  EXPECT_TRUE(json->Find("sound")->boolean);
  const auto& strip = json->Find("coverage")->items;
  ASSERT_EQ(strip.size(), 100U);
  EXPECT_EQ(strip[19].text, "1");
  EXPECT_EQ(strip[20].text, "0");
  EXPECT_EQ(strip[30].text, "1");
  EXPECT_EQ(json->Find("findings")->items.at(0).Find("kind")->text, "stuck");
}

TEST_F(ResearchRoutesTest, GapsOfWhatIsNotThereAreRefused) {
  StoreBars("binance", "BTC/USDT", 50);
  EXPECT_EQ(Get("/data/gaps?venue=binance&pair=BTC/USDT&timeframe=1h").status, 200);
  EXPECT_EQ(Get("/data/gaps?venue=binance&pair=ETH/USDT&timeframe=1h").status, 404);
  EXPECT_EQ(Get("/data/gaps?venue=..&pair=BTC/USDT&timeframe=1h").status, 404);
  EXPECT_EQ(Get("/data/gaps?venue=..%2Fdata%2Fbinance&pair=BTC/USDT&timeframe=1h").status, 404);
  ExpectRefused(Get("/data/gaps?venue=binance&pair=x&timeframe=1h"), 400, "pair");
  ExpectRefused(Get("/data/gaps?venue=binance&pair=BTC/USDT&timeframe=trades"), 400, "timeframe");
  EXPECT_EQ(Get("/data/gaps?venue=binance").status, 400);
}

TEST_F(ResearchRoutesTest, ABacktestIsTheVerbWithWhatWasAskedFor) {
  const auto begun =
      Post("/jobs/backtest", R"({"strategy":"ema_cross","pairs":["BTC/USDT","ETH/USDT"],)"
                             R"("timeframe":"1h","timerange":"-20240101","params":{"fast":"-5"}})");
  EXPECT_EQ(RunIdOf(begun), "backtest -s ema_cross -t 1h --home " + Home() +
                                " -j 1 --pairs=BTC/USDT,ETH/USDT --timerange=-20240101"
                                " --param=fast=-5 --json --progress json ");
}

TEST_F(ResearchRoutesTest, ADownloadAndAnInventedMarketAreVerbsToo) {
  EXPECT_EQ(RunIdOf(Post("/jobs/download", R"({"pair":"BTC/USDT","timeframe":"1d"})")),
            "download-data --pairs=BTC/USDT --timeframe=1d --venue=binance --home=" + Home() +
                " --json --progress json ");
  EXPECT_EQ(RunIdOf(Post("/jobs/generate", R"({"assets":2,"days":30,"seed":7})")),
            "generate-data --timeframe=1h --assets=2 --days=30 --seed=7 --home=" + Home() +
                " --json --progress json ");
}

TEST_F(ResearchRoutesTest, AnImportLiesBesideItsVerbAndIsGoneAfterwards) {
  const auto begun = Post("/jobs/import", R"({"csv":"a,b\n1,2\n","venue":"x","pair":"BTC/USDT",)"
                                          R"("timeframe":"1h","synthetic":true})");
  EXPECT_EQ(RunIdOf(begun),
            "import-data input.csv --venue=x --pairs=BTC/USDT --timeframe=1h --synthetic --home=" +
                Home() + " --json --progress json a,b/1,2/");
  EXPECT_FALSE(base::os::Exists(Home() + "/job-input"));
}

TEST_F(ResearchRoutesTest, NamesThatAreNoneBeginNothing) {
  const std::string import = R"({"csv":"a","pair":"BTC/USDT","venue":)";
  ExpectRefused(Post("/jobs/import", import + R"("../x"})"), 400, "venue");
  ExpectRefused(Post("/jobs/import", import + R"("--home"})"), 400, "venue");
  ExpectRefused(Post("/jobs/import", import + R"("a\u0000b"})"), 400, "venue");
  ExpectRefused(Post("/jobs/import", R"({"csv":"","pair":"BTC/USDT","venue":"x"})"), 400, "csv");
  ExpectRefused(Post("/jobs/import", R"({"csv":"a","pair":"x","venue":"x"})"), 400, "pair");
  ExpectRefused(Post("/jobs/download", R"({"pair":".*","timeframe":"1h"})"), 400, "pair");
  ExpectRefused(Post("/jobs/download", R"({"pair":"BTC/USDT","timeframe":"2x"})"), 400,
                "timeframe");
  ExpectRefused(
      Post("/jobs/download", R"({"pair":"BTC/USDT","timeframe":"1h","timerange":"never"})"), 400,
      "timerange");
  ExpectRefused(
      Post("/jobs/import", R"({"csv":"a","pair":"BTC/USDT","venue":"x","name":"evil.csv"})"), 400,
      "name");
  EXPECT_EQ(rooms_.jobs->List().size(), 0U);
}

TEST_F(ResearchRoutesTest, OnlyATraderBeginsWork) {
  for (const char* path : {"/jobs/backtest", "/jobs/download", "/jobs/generate", "/jobs/import"}) {
    EXPECT_EQ(desk_.Ask("POST", path, viewer_, "{}").status, 403) << path;
    EXPECT_EQ(desk_.Ask("POST", path, {}, "{}").status, 401) << path;
  }
  EXPECT_EQ(rooms_.jobs->List().size(), 0U);
}

TEST_F(ResearchRoutesTest, OnlyAnImportMayBeLargeAndNotTooLarge) {
  const std::string large(size_t{100} * 1024, 'x');
  const auto body = [](const std::string& csv) {
    return R"({"pair":"BTC/USDT","venue":"x","csv":")" + csv + "\"}";
  };
  EXPECT_EQ(Post("/jobs/download", R"({"pair":")" + large + R"(","timeframe":"1h"})").status, 413);
  EXPECT_EQ(Post("/jobs/import", body(large)).status, 202);
  EXPECT_EQ(Post("/jobs/import", body(std::string(size_t{1} << 20, 'x'))).status, 413);
}

}  // namespace
}  // namespace keel::cli
