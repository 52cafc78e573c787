// SPDX-License-Identifier: MIT
// Large orders that an algorithm works, as the desk tells them: from the journal of a real session,
// and what a session that runs says beside.
#include <gtest/gtest.h>

#include "engine/control/session_files.h"
#include "net/unix_socket.h"
#include "server/testing/desk_stage.h"

namespace keel::server {
namespace {

using testing::Cookie;
using testing::DeskStage;
using testing::LiveJournal;

class DeskParentsTest : public ::testing::Test {
 protected:
  DeskParentsTest() {
    desk_.AddPeople();
    EXPECT_TRUE(base::os::MakeDirectories(desk_.home.File("session")));
    folder_ = storage::OpenJournalFolder(desk_.home.File("session"));
    const engine::ExecutionSettings twap{
        .algorithm = "twap", .min_value = 50, .horizon_minutes = 10, .slices = 5};
    session_.emplace(*folder_, "", twap);
  }
  void Serve() {
    desk_.Serve();
    ASSERT_FALSE(desk_.server->desk().replica.parents().empty()) << "it looks as it begins";
  }
  /// A session that answers "orders" with what is in `view`, and nothing else.
  void Run(const engine::OrdersView& view) {
    auto listening = net::LineServer::Listen(
        desk_.stage.loop, {.path = engine::ControlSocketIn(desk_.home.File("session"))},
        [view](const std::string& line, const net::LineServer::Reply& reply) {
          const bool is_asked = line.find(R"("ask":"orders")") != std::string::npos;
          reply(is_asked ? R"({"ok":true,"result":)" + base::ToJson(view) + "}"
                         : R"({"ok":false,"code":"1","message":"not now"})");
        });
    ASSERT_TRUE(listening) << listening.error().message;
    control_ = *std::move(listening);
  }
  template <typename View>
  View Get(const std::string& path) {
    const auto answer = desk_.Ask("GET", path, Cookie(desk_.SignIn("viewer")));
    EXPECT_EQ(answer.status, 200) << path << ' ' << answer.body;
    auto view = base::ReadJson<View>(answer.body);
    EXPECT_TRUE(view) << (view ? "" : view.error().message) << answer.body;
    return view.value_or(View{});
  }
  std::vector<ParentView> List(const std::string& query = "") {
    return Get<Page<ParentView>>("/parents" + query).items;
  }

  DeskStage desk_;
  std::unique_ptr<storage::JournalFolder> folder_;
  std::optional<LiveJournal> session_;
  std::unique_ptr<net::LineServer> control_;
};

TEST_F(DeskParentsTest, OneAtWorkIsARowWithItsOrders) {
  session_->Minute();
  session_->Pass(base::Minutes(5));
  Serve();
  const auto parents = List();
  ASSERT_EQ(parents.size(), 1U);
  EXPECT_EQ(parents[0].parent, 1);
  EXPECT_EQ(parents[0].state, "working");
  EXPECT_EQ(parents[0].algorithm, "twap");
  EXPECT_EQ(parents[0].pair, "BTC/USDT");
  EXPECT_GT(parents[0].children, 1);
  EXPECT_TRUE(parents[0].filled.is_positive());
  EXPECT_LT(parents[0].filled, parents[0].quantity);
  EXPECT_FALSE(parents[0].work) << "no session says anything";

  const auto detail = Get<ParentDetail>("/parents/1");
  EXPECT_EQ(base::ToJson(detail.parent), base::ToJson(parents[0]));
  ASSERT_EQ(detail.orders.size(), static_cast<size_t>(parents[0].children));
  core::Quantity filled;
  for (const auto& order : detail.orders) filled += order.filled;
  EXPECT_EQ(filled, parents[0].filled) << "what its orders filled, and no others";
  EXPECT_EQ(desk_.Ask("GET", "/parents/99", Cookie(desk_.SignIn("viewer"))).status, 404);
}

TEST_F(DeskParentsTest, OneThatIsOverTellsWhatItCost) {
  session_->Minute();
  session_->Pass(base::Minutes(11));
  Serve();
  const auto ended = List("?open=false");
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].state, "ended");
  EXPECT_TRUE(ended[0].total && ended[0].average_price && ended[0].arrival_price);
  EXPECT_TRUE(List("?open=true").empty());
  EXPECT_TRUE(List("?pair=ETH/USDT").empty());
  EXPECT_EQ(List("?strategy=wavering&limit=1").size(), 1U);
}

TEST_F(DeskParentsTest, WhatTheSessionSaysOfOneAtWorkIsBesideItAndInTheStream) {
  session_->Minute();
  session_->Pass(base::Minutes(3));
  engine::LargeOrderView work;
  work.id = 1;
  work.algorithm = "twap";
  work.waits_for = "schedule";
  work.arrival_price = *core::Decimal::Parse("101.5");
  work.ends = session_->now() + base::Minutes(7);
  work.next = session_->now() + base::Minutes(1);
  Run({.orders = {}, .large_orders = {work}});
  Serve();
  Desk& desk = desk_.server->desk();
  std::vector<std::string> told;
  const auto client =
      desk.hub.Join([&told](const std::string& text, const std::string&) { told.push_back(text); });
  desk.hub.Subscribe(client, "parents", std::nullopt, desk_.clock.now());
  ASSERT_TRUE(desk_.stage.Until([&] { return !desk.large_orders.empty(); }));
  const auto parents = List();
  ASSERT_EQ(parents.size(), 1U);
  ASSERT_TRUE(parents[0].work);
  EXPECT_EQ(base::ToJson(*parents[0].work), base::ToJson(work));
  ASSERT_TRUE(desk_.stage.Until([&] { return told.size() >= 2; }));
  EXPECT_NE(told[0].find(R"("type":"snapshot","channel":"parents")"), std::string::npos);
  EXPECT_NE(told[1].find(R"("waits_for":"schedule")"), std::string::npos) << told[1];
  desk_.stage.Pass(base::Milliseconds(1'500));
  EXPECT_EQ(told.size(), 2U) << "what has not changed is not told again";
  desk.hub.Leave(client);
}

}  // namespace
}  // namespace keel::server
