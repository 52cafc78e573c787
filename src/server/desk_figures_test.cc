// SPDX-License-Identifier: MIT
// Value at risk, correlation, stress and ruin of a session that trades: out of its journal and of
// what it says it holds.
#include <gtest/gtest.h>

#include "engine/control/session_files.h"
#include "net/unix_socket.h"
#include "server/testing/session_desk.h"

namespace keel::server {
namespace {

using testing::Cookie;
using testing::DeskStage;
using testing::LiveJournal;
using testing::TextOf;

class DeskFiguresTest : public testing::SessionDesk {
 protected:
  /// A session of so many bars, one every `gap`, and the desk that has read them.
  void Trade(int bars, base::Duration gap) {
    session_.emplace(*folder_);
    for (int i = 0; i < bars; ++i) {
      session_->Minute();
      session_->Skip(gap - base::Minutes(1));
    }
    desk_.Serve();
    UntilRead();
  }
  /// From now on it says that it holds 400 BTC beside 60,000 USDT, worth 100,000 in all.
  void Hold() {
    auto door = net::LineServer::Listen(
        desk_.stage.loop, {.path = engine::ControlSocketIn(desk_.home.File("session"))},
        [](const std::string& line, const net::LineServer::Reply& reply) {
          engine::PositionsView view;
          view.account = "USDT";
          view.equity = core::Decimal::FromInt(100'000);
          view.balances = {{"BTC", core::Decimal::FromInt(400)},
                           {"USDT", core::Decimal::FromInt(60'000)}};
          const bool is_asked = line.find(R"("ask":"positions")") != std::string::npos;
          reply(is_asked ? R"({"ok":true,"result":)" + base::ToJson(view) + "}"
                         : R"({"ok":false,"code":"1","message":"not now"})");
        });
    ASSERT_TRUE(door) << door.error().message;
    door_ = *std::move(door);
    ASSERT_TRUE(desk_.stage.Until([&] { return desk_.server->desk().holdings.has_value(); }));
  }
  std::unique_ptr<net::LineServer> door_;
};

const base::JsonValue& At(const base::JsonValue& list, size_t at) { return list.items.at(at); }

TEST_F(DeskFiguresTest, OfABarAndOfADayTheyAreToldOnceThereAreEnough) {
  Trade(140, base::Hours(12));
  Hold();
  const base::JsonValue measures = Get("/risk/measures");
  const base::JsonValue& day = At(*measures.Find("horizons"), 0);
  EXPECT_EQ(day.Find("horizon")->text, "1d");
  EXPECT_EQ(day.Find("observations")->text, "69");
  EXPECT_EQ(day.Find("methods")->items.size(), 8u);
  // The bars of the session do not follow each other: no two of them are a return.
  const base::JsonValue& bar = At(*measures.Find("horizons"), 1);
  EXPECT_EQ(bar.Find("why")->text, "what is held has 0 common bar returns; 60 are needed");
  EXPECT_EQ(bar.Find("methods")->items.size(), 0u);
}

TEST_F(DeskFiguresTest, EachOfTheFourIsToldToWhoMayLook) {
  Trade(130, base::Minutes(1));
  Hold();
  const base::JsonValue stress = Get("/risk/stress");
  EXPECT_EQ(stress.Find("scenarios")->items.size(), 7u);
  const double price = Replica().candles("BTC/USDT").rows().back().close;
  EXPECT_NEAR(std::stod(stress.Find("cash")->text), 100'000 - 400 * price, 1e-6);
  const base::JsonValue correlation = Get("/risk/correlation");
  EXPECT_EQ(At(*correlation.Find("matrices"), 0).Find("why")->text,
            "no pair has the 60 returns that it takes");
  const base::JsonValue ruin = Get("/risk/ruin");
  EXPECT_EQ(ruin.Find("why")->text, "the account has 1 hourly return; 60 are needed");
  const base::JsonValue measures = Get("/risk/measures");
  EXPECT_EQ(At(*measures.Find("horizons"), 1).Find("observations")->text, "129");
}

TEST_F(DeskFiguresTest, HoweverManyAskTheyAreComputedOnceABar) {
  Trade(70, base::Minutes(1));
  Hold();
  for (int i = 0; i < 5; ++i) {
    Get("/risk/stress");
    Get("/risk/measures");
    Get("/risk/ruin");
  }
  EXPECT_EQ(desk_.server->desk().figures.computed(), 1);
  session_->Minute();
  UntilRead();
  Get("/risk/correlation");
  EXPECT_EQ(desk_.server->desk().figures.computed(), 2);
}

TEST_F(DeskFiguresTest, OfASessionThatDoesNotAnswerOnlyItsPastIsTold) {
  Trade(5, base::Minutes(1));
  const auto answer = desk_.Ask("GET", "/risk/measures", Cookie(viewer()));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(TextOf(answer.body, "detail"),
            "what is held is not known: the session does not run or does not answer; `keel trade` "
            "goes on with it");
  Get("/risk/correlation");
}

TEST_F(DeskFiguresTest, BeforeASessionHasBegunThereIsNothing) {
  desk_.Serve();
  const auto answer = desk_.Ask("GET", "/risk/ruin", Cookie(viewer()));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(TextOf(answer.body, "detail"), "the session has not begun; `keel trade` begins it");
}

}  // namespace
}  // namespace keel::server
