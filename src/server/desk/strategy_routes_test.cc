// SPDX-License-Identifier: MIT
// Strategies over the API: what the session is asked to do to one, who may, and how each is told.
#include <gtest/gtest.h>

#include "engine/control/session_files.h"
#include "net/unix_socket.h"
#include "server/testing/desk_stage.h"

namespace keel::server {
namespace {

using testing::Cookie;
using testing::DeskStage;
using testing::LiveJournal;
using testing::TextOf;

class StrategyRoutesTest : public ::testing::Test {
 protected:
  StrategyRoutesTest() {
    desk_.AddPeople();
    EXPECT_TRUE(base::os::MakeDirectories(desk_.home.File("session")));
    folder_ = storage::OpenJournalFolder(desk_.home.File("session"));
    session_.emplace(*folder_);
    session_->Minutes(2);
    auto door = net::LineServer::Listen(
        desk_.stage.loop, {.path = engine::ControlSocketIn(desk_.home.File("session"))},
        [this](const std::string& line, const net::LineServer::Reply& reply) {
          const auto asked = base::ReadJson<engine::ControlRequest>(line);
          ASSERT_TRUE(asked) << line;
          if (asked->ask == "status") return reply(Result(status_));
          if (asked->ask == "positions") return reply(Result(engine::PositionsView()));
          asked_.push_back(*asked);
          if (asked->ask == "params") return reply(Result(engine::ParamsView()));
          reply(Result(engine::ActView{"done", {"what"}}));
        });
    EXPECT_TRUE(door) << door.error().message;
    door_ = *std::move(door);
  }

  template <typename View>
  static std::string Result(const View& view) {
    return R"({"ok":true,"result":)" + base::ToJson(view) + "}";
  }
  /// The desk serves, and knows the session.
  void Serve() {
    DeskOptions options = desk_.Options();
    options.registry.strategies = specs_;
    desk_.Serve(std::move(options));
    EXPECT_TRUE(desk_.stage.Until([&] {
      const Desk& desk = desk_.server->desk();
      return desk.status && desk.replica.last_time() == session_->now();
    }));
  }
  net::HttpResponse Post(const std::string& act, const std::string& role, const std::string& body,
                         const std::string& strategy = "wavering") {
    return desk_.Ask("POST", "/strategies/" + strategy + "/" + act, Cookie(desk_.SignIn(role)),
                     body, {{"Idempotency-Key", act + std::to_string(++keys_)}});
  }
  /// Of the only strategy.
  StrategyView View() {
    const auto answer = desk_.Ask("GET", "/strategies", Cookie(desk_.SignIn("viewer")));
    EXPECT_EQ(answer.status, 200) << answer.body;
    auto page = base::ReadJson<Page<StrategyView>>(answer.body);
    EXPECT_TRUE(page && page->items.size() == 1) << answer.body;
    return page && !page->items.empty() ? page->items[0] : StrategyView();
  }

  net::HttpResponse SetParams(const std::string& role, const std::string& params,
                              const std::string& reason = "calmer") {
    return desk_.Ask("PATCH", "/strategies/wavering/params", Cookie(desk_.SignIn(role)),
                     fmt::format(R"({{"params":{},"reason":"{}"}})", params, reason),
                     {{"Idempotency-Key", "set" + std::to_string(++keys_)}});
  }

  const std::vector<strategy::StrategySpec> specs_ = {
      {.name = "wavering", .summary = "", .params = LiveJournal::Params(), .make = {}}};
  DeskStage desk_;
  std::unique_ptr<storage::JournalFolder> folder_;
  std::optional<LiveJournal> session_;
  std::unique_ptr<net::LineServer> door_;
  engine::StatusView status_;
  std::vector<engine::ControlRequest> asked_;
  int keys_ = 0;
};

TEST_F(StrategyRoutesTest, EachActIsTheVerbOfItsScope) {
  Serve();
  const auto paused = Post("pause", "trader", R"({"reason":"odd"})");
  EXPECT_EQ(paused.status, 200) << paused.body;
  EXPECT_EQ(TextOf(paused.body, "done"), "done");
  EXPECT_EQ(Post("stop", "risk", R"({"reason":"enough","confirm":true})").status, 200);
  EXPECT_EQ(Post("start", "risk", R"({"reason":"calm"})").status, 200);
  EXPECT_EQ(Post("start", "risk", R"({"reason":"calm","confirm":true})").status, 200);
  std::vector<std::string> acts;
  for (const engine::ControlRequest& asked : asked_) {
    acts.push_back(fmt::format("{} {} by {}: {}{}", asked.ask, asked.strategy, asked.by,
                               asked.reason, asked.confirm ? ", sure" : ""));
  }
  EXPECT_EQ(acts, (std::vector<std::string>{
                      "halt wavering by trader: odd", "flatten wavering by risk: enough",
                      "resume wavering by risk: calm", "resume wavering by risk: calm, sure"}));
}

TEST_F(StrategyRoutesTest, WhatSellsTakesMoreThanATraderAndAYes) {
  Serve();
  EXPECT_EQ(Post("stop", "trader", R"({"reason":"x","confirm":true})").status, 403);
  EXPECT_EQ(Post("start", "trader", R"({"reason":"x"})").status, 403);
  EXPECT_EQ(Post("pause", "viewer", R"({"reason":"x"})").status, 403);
  const auto unsure = Post("stop", "risk", R"({"reason":"x"})");
  EXPECT_EQ(unsure.status, 400);
  EXPECT_EQ(TextOf(unsure.body, "field"), "confirm");
  const auto no_reason = Post("pause", "trader", R"({})");
  EXPECT_EQ(no_reason.status, 400);
  EXPECT_EQ(TextOf(no_reason.body, "field"), "reason");
  EXPECT_TRUE(asked_.empty()) << "nothing of it reached the session";
}

TEST_F(StrategyRoutesTest, ActsAreInTheAudit) {
  Serve();
  EXPECT_EQ(Post("pause", "trader", R"({"reason":"odd"})").status, 200);
  const auto audit = desk_.Ask("GET", "/audit", Cookie(desk_.SignIn("admin")));
  EXPECT_NE(audit.body.find("/strategies/wavering/pause"), std::string::npos) << audit.body;
}

TEST_F(StrategyRoutesTest, AStrategyRunsWhileNothingOfItIsOff) {
  status_.stopped = {{"strategy another", "kill_switch", "ann", "news", testing::kSessionStart},
                     {"BTC/USDT", "kill_switch", "ann", "news", testing::kSessionStart}};
  Serve();
  EXPECT_EQ(View().state, "running");
  EXPECT_FALSE(View().stopped);
}

TEST_F(StrategyRoutesTest, OneThatIsHaltedIsPausedAndOneThatIsSoldIsStopped) {
  status_.stopped = {{"everything", "kill_switch", "ann", "news", testing::kSessionStart},
                     {"strategy wavering", "kill_switch", "bob", "odd", testing::kSessionStart}};
  Serve();
  StrategyView view = View();
  EXPECT_EQ(view.state, "paused");
  ASSERT_TRUE(view.stopped);
  EXPECT_EQ(view.stopped->by, "bob") << "its own comes first";
  status_.stopped[0].sells = true;
  EXPECT_TRUE(desk_.stage.Until([&] { return desk_.server->desk().status->stopped[0].sells; }));
  view = View();
  EXPECT_EQ(view.state, "stopped");
  EXPECT_EQ(view.stopped->by, "ann") << "it is sold with everything";
}

TEST_F(StrategyRoutesTest, ItsParametersAreToldAsTheyAreInForce) {
  Serve();
  ASSERT_EQ(View().declared.size(), 1U);
  EXPECT_EQ(base::ToJson(View().declared[0]),
            R"({"name":"fast","value":12,"default_value":12,"least":2,"most":50,"whole":true,)"
            R"("meaning":"bars that it looks back on"})");
  session_->SetFast(20);
  session_->Minute();
  EXPECT_TRUE(desk_.stage.Until(
      [&] { return desk_.server->desk().replica.last_time() == session_->now(); }));
  EXPECT_EQ(View().declared.at(0).value, 20);
  EXPECT_EQ(View().params.at(0), (std::pair<std::string, std::string>("fast", "20")));
  const auto alerts = desk_.Ask("GET", "/alerts", Cookie(desk_.SignIn("viewer")));
  EXPECT_NE(alerts.body.find("parameters of wavering set by ada: fast = 20: a test"),
            std::string::npos)
      << alerts.body;
}

TEST_F(StrategyRoutesTest, ParametersAreChangedByTheSession) {
  Serve();
  EXPECT_EQ(SetParams("risk", R"({"fast":20})").status, 200);
  ASSERT_EQ(asked_.size(), 1U);
  EXPECT_EQ(asked_[0].ask + ' ' + asked_[0].strategy + ' ' + asked_[0].params.at(0),
            "params wavering fast=20");
  EXPECT_EQ(asked_[0].by + ' ' + asked_[0].reason, "risk calmer");
}

TEST_F(StrategyRoutesTest, WhatAParameterCannotBeIsToldByItsField) {
  Serve();
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"params.fast", R"({"fast":51})"},
      {"params.fast", R"({"fast":2.5})"},
      {"params.slow", R"({"slow":9})"},
      {"params", R"({})"}};
  for (const auto& [field, params] : cases) {
    const auto answer = SetParams("risk", params);
    EXPECT_EQ(answer.status, 400) << params;
    EXPECT_EQ(TextOf(answer.body, "field"), field) << answer.body;
  }
  EXPECT_EQ(SetParams("trader", R"({"fast":20})").status, 403);
  EXPECT_TRUE(asked_.empty()) << "nothing of it reached the session";
}

TEST_F(StrategyRoutesTest, WithoutAnAnswerOfTheSessionItsStateIsNotKnown) {
  door_.reset();
  desk_.Serve();
  EXPECT_TRUE(desk_.stage.Until(
      [&] { return desk_.server->desk().replica.last_time() == session_->now(); }));
  EXPECT_FALSE(View().state);
  EXPECT_EQ(Post("pause", "trader", R"({"reason":"odd"})").status, 404);
}

}  // namespace
}  // namespace keel::server
