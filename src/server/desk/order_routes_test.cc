// SPDX-License-Identifier: MIT
// Orders by hand over the API: what the session is asked, what is wrong with a field, who may, and
// what a key is worth when an answer was lost.
#include <gtest/gtest.h>

#include "engine/control/session_files.h"
#include "net/unix_socket.h"
#include "server/testing/desk_stage.h"

namespace keel::server {
namespace {

using testing::Cookie;
using testing::Credential;
using testing::DeskStage;
using testing::LiveJournal;
using testing::TextOf;

/// With what follows, of a buy of BTC/USDT.
std::string Body(std::string_view type, std::string_view quantity, std::string_view more = "") {
  return fmt::format(R"({{"pair":"BTC/USDT","side":"buy","type":"{}","quantity":"{}"{}}})", type,
                     quantity, more);
}
const std::string kLimit = Body("limit", "0.50", R"(,"limit_price":"99","reason":"news")");

class OrderRoutesTest : public ::testing::Test {
 protected:
  OrderRoutesTest() {
    desk_.AddPeople();
    trader_ = Cookie(desk_.SignIn("trader"));
    EXPECT_TRUE(base::os::MakeDirectories(desk_.home.File("session")));
    folder_ = storage::OpenJournalFolder(desk_.home.File("session"));
    session_.emplace(*folder_);
    session_->Minutes(2);
    desk_.Serve();
    EXPECT_TRUE(desk_.stage.Until(
        [&] { return desk_.server->desk().replica.last_time() == session_->now(); }));
    auto door = net::LineServer::Listen(
        desk_.stage.loop, {.path = engine::ControlSocketIn(desk_.home.File("session"))},
        [this](const std::string& line, const net::LineServer::Reply& reply) {
          const auto asked = base::ReadJson<engine::ControlRequest>(line);
          ASSERT_TRUE(asked) << line;
          if (asked->ask != "order" && asked->ask != "check") return reply("{}");
          asked_.push_back(*asked);
          reply(answer_);
        });
    EXPECT_TRUE(door) << door.error().message;
    door_ = *std::move(door);
  }

  net::HttpResponse Place(const std::string& body, const std::string& key = "k1") {
    return desk_.Ask("POST", "/orders", trader_, body, {{"Idempotency-Key", key}});
  }
  net::HttpResponse Check(const std::string& body) {
    return desk_.Ask("POST", "/orders/check", trader_, body);
  }
  template <typename View>
  void WillAnswer(const View& view) {
    answer_ = R"({"ok":true,"result":)" + base::ToJson(view) + "}";
  }
  void WillFail(base::ErrorCode code, const std::string& message) {
    answer_ =
        fmt::format(R"({{"ok":false,"code":{},"message":"{}"}})", static_cast<int>(code), message);
  }

  DeskStage desk_;
  Credential trader_;
  std::unique_ptr<storage::JournalFolder> folder_;
  std::optional<LiveJournal> session_;
  std::unique_ptr<net::LineServer> door_;
  std::string answer_;
  std::vector<engine::ControlRequest> asked_;
};

TEST_F(OrderRoutesTest, AnOrderReachesTheSessionWithItsKeyAndItsPerson) {
  engine::PlacedView view;
  view.done = "order 7 buys";
  view.order.id = 7;
  WillAnswer(view);
  const auto answer = Place(kLimit);
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.body, base::ToJson(view));
  ASSERT_EQ(asked_.size(), 1U);
  const engine::ControlRequest& asked = asked_[0];
  EXPECT_EQ(
      asked.ask + ' ' + asked.pair + ' ' + asked.side + ' ' + asked.quantity + ' ' + asked.price,
      "order BTC/USDT buy 0.5 99");
  EXPECT_EQ(asked.key + ' ' + asked.by + ' ' + asked.reason, "k1 trader news");
  EXPECT_EQ(Place(kLimit).body, answer.body) << "the same again";
  EXPECT_EQ(asked_.size(), 1U) << "and nobody was asked";
}

TEST_F(OrderRoutesTest, AnAnswerThatWasLostIsAskedForAgainByTheSameKey) {
  WillFail(base::ErrorCode::kIo, "it hangs");
  EXPECT_EQ(Place(kLimit).status, 503);
  engine::PlacedView view;
  view.is_known = true;
  WillAnswer(view);
  EXPECT_EQ(Place(kLimit).status, 201) << "the session knows what became of the first";
  ASSERT_EQ(asked_.size(), 2U);
  EXPECT_EQ(asked_[0].key, asked_[1].key);
}

TEST_F(OrderRoutesTest, WhatTheSessionRefusesIsAConflictInItsWords) {
  WillFail(base::ErrorCode::kRefused, "refused by kill_switch (1 against 0)");
  const auto answer = Place(kLimit);
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(TextOf(answer.body, "detail"), "refused by kill_switch (1 against 0)");
}

TEST_F(OrderRoutesTest, WhatIsWrongIsToldByField) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"pair", R"({"pair":"BTC/USD","side":"buy","type":"market","quantity":"1"})"},
      {"side", R"({"pair":"BTC/USDT","side":"long","type":"market","quantity":"1"})"},
      {"type", Body("stop", "1")},
      {"quantity", Body("market", "0")},
      {"quantity", Body("market", "-1")},
      {"quantity", Body("market", "much")},
      {"quantity", R"({"pair":"BTC/USDT","side":"buy","type":"market"})"},
      {"limit_price", Body("limit", "1")},
      {"limit_price", Body("market", "1", R"(,"limit_price":"9")")},
      {"limit_price", Body("limit", "1", R"(,"limit_price":"0")")},
      {"time_in_force", Body("limit", "1", R"(,"limit_price":"9","time_in_force":"GTD")")},
      {"post_only", Body("market", "1", R"(,"post_only":true)")},
      {"leverage", Body("market", "1", R"(,"leverage":"9")")}};
  for (size_t i = 0; i < cases.size(); ++i) {
    const auto& [field, body] = cases[i];
    for (const auto& answer : {Place(body, std::to_string(i)), Check(body)}) {
      EXPECT_EQ(answer.status, 400) << body;
      EXPECT_EQ(TextOf(answer.body, "field"), field) << answer.body;
    }
  }
  EXPECT_TRUE(asked_.empty()) << "nothing of it reached the session";
}

TEST_F(OrderRoutesTest, TheCheckTellsRulesAndCostsAndIsNoAct) {
  engine::CheckView view;
  view.quantity = *core::Decimal::Parse("0.2");
  view.findings = {{"position_share", "50 against 20; 0.2 would pass"}};
  view.price = core::Decimal::FromInt(99);
  WillAnswer(view);
  const auto answer = Check(kLimit);
  EXPECT_EQ(answer.status, 200) << answer.body;
  const auto check = base::ReadJson<OrderCheck>(answer.body);
  ASSERT_TRUE(check);
  EXPECT_TRUE(check->allowed);
  EXPECT_EQ(check->approved.ToString(), "0.2");
  EXPECT_EQ(check->refusals.at(0).rule, "position_share");
  EXPECT_EQ(check->price, core::Decimal::FromInt(99));
  EXPECT_EQ(asked_.at(0).ask, "check");
  const auto audit = desk_.Ask("GET", "/audit", Cookie(desk_.SignIn("admin")));
  EXPECT_EQ(audit.body.find("/orders/check"), std::string::npos) << audit.body;

  view.quantity = {};
  WillAnswer(view);
  const auto refused = base::ReadJson<OrderCheck>(Check(kLimit).body);
  EXPECT_FALSE(refused->allowed);
  EXPECT_FALSE(refused->price) << "what does not go out costs nothing";
}

TEST_F(OrderRoutesTest, WhoOnlyLooksMayNeitherPlaceNorCheck) {
  trader_ = Cookie(desk_.SignIn("viewer"));
  EXPECT_EQ(Place(kLimit).status, 403);
  EXPECT_EQ(Check(kLimit).status, 403);
  trader_ = {};
  EXPECT_EQ(Place(kLimit).status, 401);
  EXPECT_TRUE(asked_.empty());
}

}  // namespace
}  // namespace keel::server
