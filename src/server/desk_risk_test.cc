// SPDX-License-Identifier: MIT
// What the desk tells of risk: asked of the session that runs, or why it cannot be.
#include <gtest/gtest.h>

#include "engine/control/risk_view.h"
#include "engine/control/session_files.h"
#include "net/unix_socket.h"
#include "server/testing/desk_stage.h"

namespace keel::server {
namespace {

using testing::Cookie;
using testing::DeskStage;
using testing::TextOf;

class DeskRiskTest : public ::testing::Test {
 protected:
  DeskRiskTest() {
    desk_.AddPeople();
    desk_.Serve();
  }
  /// A session that answers "risk" with `view` and nothing else.
  void Run(const engine::RiskView& view) {
    const std::string folder = desk_.home.path() + "/session";
    ASSERT_TRUE(base::os::MakeDirectories(folder));
    auto listening = net::LineServer::Listen(
        desk_.stage.loop, {.path = engine::ControlSocketIn(folder)},
        [this, view](const std::string& line, const net::LineServer::Reply& reply) {
          const bool is_asked = line.find(R"("ask":"risk","by":"viewer")") != std::string::npos;
          asked_ += is_asked ? 1 : 0;
          reply(is_asked ? R"({"ok":true,"result":)" + base::ToJson(view) + "}"
                         : R"({"ok":false,"code":"1","message":"not now"})");
        });
    ASSERT_TRUE(listening) << listening.error().message;
    session_ = *std::move(listening);
  }

  DeskStage desk_;
  int asked_ = 0;
  std::unique_ptr<net::LineServer> session_;
};

TEST_F(DeskRiskTest, ItsSummaryIsWhatTheSessionSays) {
  engine::RiskView view;
  view.account = "USDT";
  view.equity = *core::Decimal::Parse("10000.25");
  view.stopped = {{"BTC/USDT", "kill_switch", "ann", "news", testing::kSessionStart}};
  view.uses = {{.name = "gross_exposure",
                .scope = "",
                .unit = "money",
                .used = *core::Decimal::Parse("0.000000000001"),
                .limit = *core::Decimal::Parse("500"),
                .room = *core::Decimal::Parse("499.999999999999"),
                .share = 2e-15,
                .of = view.equity}};
  Run(view);
  const auto answer = desk_.Ask("GET", "/risk/summary", Cookie(desk_.SignIn("viewer")));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, base::ToJson(view));
  EXPECT_NE(answer.body.find(R"("room":"499.999999999999")"), std::string::npos)
      << "money is exact";
}

TEST_F(DeskRiskTest, HoweverOftenItIsAskedTheSessionIsAskedOnceASecond) {
  Run({});
  const auto viewer = Cookie(desk_.SignIn("viewer"));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(desk_.Ask("GET", "/risk/summary", viewer).status, 200);
  EXPECT_EQ(asked_, 1);
  desk_.Wait(base::Seconds(1));
  EXPECT_EQ(desk_.Ask("GET", "/risk/summary", viewer).status, 200);
  EXPECT_EQ(asked_, 2);
}

TEST_F(DeskRiskTest, OfASessionThatHasEndedNothingIsTold) {
  Run({});
  const auto viewer = Cookie(desk_.SignIn("viewer"));
  EXPECT_EQ(desk_.Ask("GET", "/risk/summary", viewer).status, 200);
  session_.reset();
  desk_.Wait(base::Seconds(1));
  EXPECT_EQ(desk_.Ask("GET", "/risk/summary", viewer).status, 404) << "what was is not told on";
}

TEST_F(DeskRiskTest, WithoutASessionItSaysSo) {
  const auto answer = desk_.Ask("GET", "/risk/summary", Cookie(desk_.SignIn("viewer")));
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(TextOf(answer.body, "detail"),
            "session live is not running: `keel trade --session live` goes on with it");
}

TEST_F(DeskRiskTest, WhatItDoesNotKnowIsRefused) {
  const auto answer = desk_.Ask("GET", "/risk/summary?pair=BTC", Cookie(desk_.SignIn("viewer")));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(TextOf(answer.body, "field"), "pair");
}

}  // namespace
}  // namespace keel::server
