// SPDX-License-Identifier: MIT
// Evidence over the socket: sweeps, checks and the badge, and the jobs that make them.
#include <gtest/gtest.h>

#include "cli/serve/research_place.h"
#include "cli/testing/research_desk.h"

namespace keel::cli {
namespace {

using server::testing::TextOf;

const std::string kSubject = R"("strategy":"ema_cross","pairs":["BTC/USDT"],"timeframe":"1h")";

class EvidenceRoutesTest : public testing::ResearchDesk {
 protected:
  // In the place of the program: says what it was given, and leaves a result where one is wanted.
  EvidenceRoutesTest()
      : ResearchDesk(RunsIn::kTestFolder,
                     "for word; do case $word in --out=*) mkdir -p \"${word#--out=}\"\n"
                     "cp result.json \"${word#--out=}/result.json\" 2>/dev/null;; esac; done\n"
                     "printf '{\"run_id\":\"%s\",\"id\":\"sweep-1\"}' \"$*\"\n") {}

  void ExpectRefused(const net::HttpResponse& answer, const std::string& field) {
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_EQ(TextOf(answer.body, "field"), field) << answer.body;
  }
  /// Runs a verb by hand on stored bars, and expects that it does its work.
  void Check(const std::vector<std::string>& verb) {
    if (!has_bars_) StoreBars("binance", "BTC/USDT", 3000);
    has_bars_ = true;
    std::vector<std::string> words = verb;
    words.insert(words.end(), {"-s", "ema_cross", "-p", "BTC/USDT", "-t", "1h", "--json"});
    const auto made = Keel(words);
    ASSERT_EQ(made.exit_code, 0) << made.err;
  }
};

TEST_F(EvidenceRoutesTest, ASweepIsTheVerbWithWhatWasAskedFor) {
  const JobView job = EndOf(Post("/jobs/optimize", "{" + kSubject +
                                                       R"(,"space":["fast=10:30:10","slow=60,90"],)"
                                                       R"("objective":"sharpe","min_trades":5})"));
  EXPECT_EQ(job.run_id, "optimize -s ema_cross -t 1h --home " + Home() +
                            " -j 2 --pairs=BTC/USDT --space=fast=10:30:10 --space=slow=60,90"
                            " --objective=sharpe --min-trades=5 --json --progress json");
  EXPECT_EQ(job.sweep_id, "sweep-1");
  EXPECT_EQ(job.research_id, std::nullopt);
}

TEST_F(EvidenceRoutesTest, EveryCheckIsItsVerbAndKeepsItsResult) {
  Write("result.json", "{}");
  const std::pair<std::string, std::string> wished[] = {
      {"robustness", R"(,"quick":true})"},
      {"lookahead-check", "}"},
      {"walk-forward", R"(,"space":["fast"],"train":"6m","test":"1m","anchored":true})"},
      {"court", R"(,"space":["fast=10,20"],"quick":true})"}};
  for (const auto& [kind, rest] : wished) {
    const JobView job = EndOf(Post("/jobs/" + kind, "{" + kSubject + rest));
    EXPECT_EQ(job.state, "done") << job.text;
    EXPECT_TRUE(job.run_id.value_or("").starts_with(kind + " -s ema_cross -t 1h")) << kind;
    ASSERT_TRUE(job.research_id) << kind;
    EXPECT_NE(job.run_id->find(" --out=" + Home() + "/research/" + *job.research_id + " "),
              std::string::npos);
    EXPECT_EQ(ReadResearchId(*job.research_id).value_or(ResearchName{}).kind, kind);
  }
}

TEST_F(EvidenceRoutesTest, ACourtIsHeldOverAStrategyOrASweepNotBoth) {
  EXPECT_TRUE(EndOf(Post("/jobs/court", R"({"sweep":"ema_cross-0f3a9b21"})"))
                  .run_id.value_or("")
                  .starts_with("court " + Home() + "/sweeps/ema_cross-0f3a9b21 --home " + Home()));
  ExpectRefused(Post("/jobs/court", "{" + kSubject + R"(,"sweep":"a"})"), "sweep");
  ExpectRefused(Post("/jobs/court", R"({"sweep":"../runs"})"), "sweep");
  ExpectRefused(Post("/jobs/court", R"({"sweep":"--home"})"), "sweep");
  ExpectRefused(Post("/jobs/court", "{}"), "strategy");
  ExpectRefused(Post("/jobs/court", R"({"strategy":"ema_cross"})"), "timeframe");
}

TEST_F(EvidenceRoutesTest, AJobThatLeavesNothingHasNoResult) {
  const JobView job = EndOf(Post("/jobs/robustness", "{" + kSubject + "}"));
  EXPECT_EQ(job.research_id, std::nullopt);
  EXPECT_EQ(Get("/research").body, R"({"items":[],"next":null})");
}

TEST_F(EvidenceRoutesTest, WhatIsNoneOfTheWordsBeginsNothing) {
  const auto sweep = [&](const std::string& rest) {
    return Post("/jobs/optimize", "{" + kSubject + "," + rest + "}");
  };
  ExpectRefused(sweep(R"("space":[])"), "space");
  ExpectRefused(sweep(R"("space":["--home=/"])"), "space");
  ExpectRefused(sweep(R"("space":["fast=1\u00002"])"), "space");
  ExpectRefused(sweep(R"j("space":["fast"],"objective":"$(x)")j"), "objective");
  ExpectRefused(sweep(R"("space":["fast"],"search":"best")"), "search");
  ExpectRefused(sweep(R"("space":["fast"],"trials":10001)"), "trials");
  ExpectRefused(sweep(R"("space":["fast"],"min_trades":-1)"), "min_trades");
  ExpectRefused(Post("/jobs/walk-forward", "{" + kSubject + R"(,"space":["fast"],"test":"m"})"),
                "test");
  ExpectRefused(Post("/jobs/robustness", R"({"strategy":"x","pairs":[".*"],"timeframe":"1h"})"),
                "pairs");
  EXPECT_EQ(rooms_.jobs->List().size(), 0U);
  EXPECT_EQ(desk_.Ask("POST", "/jobs/optimize", viewer_, "{}").status, 403);
}

TEST_F(EvidenceRoutesTest, ASweepHasItsTrialsAndItsBest) {
  Check({"optimize", "--space", "fast=5,10", "--space", "slow=30:50:10"});
  const auto list = base::ParseJson(Get("/sweeps").body);
  ASSERT_TRUE(list);
  ASSERT_EQ(list->Find("items")->items.size(), 1U);
  const std::string id = list->Find("items")->items[0].Find("id")->text;
  const auto sweep = base::ParseJson(Get("/sweeps/" + id).body);
  ASSERT_TRUE(sweep);
  EXPECT_EQ(sweep->Find("axes")->items.size(), 2U);
  EXPECT_EQ(sweep->Find("trials")->items.size(), 6U);
  EXPECT_EQ(sweep->Find("trials")->items[0].Find("params")->items.size(), 2U);
  EXPECT_EQ(sweep->Find("best")->items[0].Find("score")->text,
            sweep->Find("sweep")->Find("best_score")->text);
  for (const char* none : {"..", "%2e%2e", "x", "..%2Fsweeps"}) {
    EXPECT_EQ(Get(std::string("/sweeps/") + none).status, 404) << none;
  }
}

TEST_F(EvidenceRoutesTest, AKeptCheckIsReadWholeAndABrokenOneIsToldSo) {
  const std::string id = "20261130-151800-lookahead-check-1";
  Check({"lookahead-check", "--cuts", "2", "--out", ResearchFolder(Home()) + "/" + id});
  const auto result = base::ParseJson(Get("/research/" + id).body);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->Find("result")->Find("verdict")->text, "pass");
  EXPECT_TRUE(result->Find("result")->Find("made")->text.starts_with("2026-11-30T15:18:00"));
  EXPECT_FALSE(result->Find("look_ahead")->Find("verdict")->Find("checks")->items.empty());
  const std::string broken = "20261130-151801-court-2";
  ASSERT_TRUE(base::os::MakeDirectories(ResearchFolder(Home()) + "/" + broken));
  Write("home/.keel/research/" + broken + "/court.json", "{\"badge\":1}");
  EXPECT_EQ(Get("/research/" + broken).status, 409);
  EXPECT_EQ(Get("/research/..").status, 404);
  EXPECT_EQ(Get("/research/20261130-151800-court-9").status, 404);
  const auto list = base::ParseJson(Get("/research").body);
  ASSERT_TRUE(list);
  EXPECT_EQ(list->Find("items")->items.size(), 1U) << "what cannot be read is left out";
}

TEST_F(EvidenceRoutesTest, TheBadgeTellsWhatWasCheckedWithTheseSettings) {
  Check({"lookahead-check", "--cuts", "2"});
  const auto asked = [&](const std::string& more) {
    return Get("/integrity?strategy=ema_cross&pairs=BTC/USDT&timeframe=1h" + more);
  };
  const auto badge = base::ParseJson(asked("").body);
  ASSERT_TRUE(badge);
  ASSERT_EQ(badge->Find("rows")->items.size(), 4U);
  EXPECT_EQ(badge->Find("passed")->text, "1");
  EXPECT_TRUE(badge->Find("rows")->items[0].Find("same_settings")->boolean);
  const auto other = base::ParseJson(asked("&params=fast%3D7").body);
  ASSERT_TRUE(other);
  EXPECT_FALSE(other->Find("rows")->items[0].Find("same_settings")->boolean);
  EXPECT_EQ(other->Find("rows")->items[0].Find("state")->text, "pass");
  EXPECT_EQ(asked("&params=quick%3D7").status, 400);
  EXPECT_EQ(asked("&timerange=never").status, 400);
  EXPECT_EQ(Get("/integrity?strategy=none&pairs=BTC/USDT&timeframe=1h").status, 400);
  EXPECT_EQ(Get("/integrity?strategy=ema_cross&pairs=&timeframe=1h").status, 400);
}

TEST_F(EvidenceRoutesTest, ARunHasTheBadgeOfToday) {
  Check({"backtest"});
  const auto list = base::ParseJson(Keel({"list-runs", "--json"}).out);
  ASSERT_TRUE(list);
  const std::string id = list->items.at(0).Find("run_id")->text;
  const auto passed = [&] {
    const auto run = base::ParseJson(Get("/runs/" + id).body);
    return run ? run->Find("integrity_badge")->Find("passed")->text : "";
  };
  EXPECT_EQ(passed(), "0");
  Check({"lookahead-check", "--cuts", "2"});
  EXPECT_EQ(passed(), "1") << "what was checked after the run counts too";
}

TEST(ResearchPlaceTest, AnIdIsReadAsItWasMade) {
  const base::UnixNanos asked{1'796'051'880'000'000'000};
  const std::string id = ResearchIdOf("walk-forward", asked, 12);
  const auto name = ReadResearchId(id);
  ASSERT_TRUE(name) << id;
  EXPECT_EQ(name->kind, "walk-forward");
  EXPECT_EQ(name->asked, asked);
  for (const char* none : {"", "-", "..", "20261130-151800-", "20261130-151800-court-",
                           "20261330-151800-court-1", "2026113-0151800-court-1"}) {
    EXPECT_FALSE(ReadResearchId(none)) << none;
  }
}

}  // namespace
}  // namespace keel::cli
