// SPDX-License-Identifier: MIT
// A desk that follows a session: what its lists say, what its stream tells, and who is cut off.
#include <gtest/gtest.h>

#include "net/websocket_client.h"
#include "server/testing/desk_stage.h"

namespace keel::server {
namespace {

using testing::Bearer;
using testing::Cookie;
using testing::Credential;
using testing::DeskStage;
using testing::LiveJournal;
using testing::TextOf;

struct Page {
  std::unique_ptr<net::WebSocketClient> socket;
  std::vector<std::string> told;
  std::optional<net::CloseReason> closed;
  size_t Count(std::string_view part) const {
    return static_cast<size_t>(
        std::ranges::count_if(told, [&](auto& text) { return text.find(part) != text.npos; }));
  }
};

class DeskStreamTest : public ::testing::Test {
 protected:
  DeskStreamTest() {
    desk_.AddPeople();
    viewer_ = Cookie(desk_.SignIn("viewer"));
    EXPECT_TRUE(base::os::MakeDirectories(desk_.home.File("session")));
    folder_ = storage::OpenJournalFolder(desk_.home.File("session"));
    session_.emplace(*folder_);
  }
  /// Serves, and waits until all that the session did so far was read.
  void Serve() {
    desk_.Serve();
    ASSERT_TRUE(Until([&] { return desk_.server->desk().replica.last_time() == session_->now(); }));
  }
  bool Until(const std::function<bool()>& done) { return desk_.stage.Until(done); }
  std::string Ticket(const Credential& credential) {
    return TextOf(desk_.Ask("POST", "/stream-tickets", credential).body, "ticket");
  }
  std::unique_ptr<Page> Open(const std::string& ticket) {
    auto page = std::make_unique<Page>();
    net::WebSocketOptions options;
    options.url =
        *net::ParseUrl(fmt::format("ws://127.0.0.1:{}/api/v1/stream", desk_.server->port()));
    bool open = false;
    page->socket = *net::WebSocketClient::Open(
        desk_.stage.loop, desk_.clock, options,
        {[&open] { open = true; },
         [p = page.get()](const net::WebSocketMessage& m) { p->told.emplace_back(m.text); },
         [p = page.get()](const net::CloseReason& reason) { p->closed = reason; }});
    EXPECT_TRUE(Until([&] { return open || page->closed; }));
    page->socket->Send(R"({"type":"auth","ticket":")" + ticket + "\"}");
    EXPECT_TRUE(Until([&] { return page->Count("welcome") == 1 || page->closed; }));
    return page;
  }
  std::vector<base::JsonValue> Items(const std::string& path, std::string* next = nullptr) {
    const auto answer = desk_.Ask("GET", path, viewer_);
    EXPECT_EQ(answer.status, 200) << path << answer.body;
    const auto read = base::ParseJson(answer.body);
    if (!read || read->Find("items") == nullptr) return {};
    const auto* cursor = read->Find("next");
    if (next != nullptr) *next = cursor == nullptr ? "" : cursor->text;
    return read->Find("items")->items;
  }

  DeskStage desk_;
  std::unique_ptr<storage::JournalFolder> folder_;
  std::optional<LiveJournal> session_;
  Credential viewer_;
};

TEST_F(DeskStreamTest, ListsAreNewestFirstAndGoOnWhereTheyEnded) {
  session_->Minutes(20);
  Serve();
  for (const auto& [list, number] :
       std::map<std::string, std::string>{{"orders", "order_id"},
                                          {"decisions", "decision"},
                                          {"fills", "trade_id"},
                                          {"equity", "time"},
                                          {"closed-trades", "trade"},
                                          {"candles?pair=BTC/USDT", "time"}}) {
    const std::string path = '/' + list + (list.find('?') == list.npos ? "?" : "&");
    const auto all = Items(path + "limit=1000");
    ASSERT_GE(all.size(), 10U) << list;
    std::vector<std::string> in_parts;
    std::string next;
    do {
      for (const auto& item :
           Items(path + "limit=3" + (next.empty() ? "" : "&cursor=" + next), &next)) {
        in_parts.push_back(item.Find(number)->text);
      }
    } while (!next.empty() && in_parts.size() < 1'000);
    ASSERT_EQ(in_parts.size(), all.size()) << list;
    for (size_t i = 0; i < all.size(); ++i)
      EXPECT_EQ(in_parts[i], all[i].Find(number)->text) << list;
    EXPECT_NE(in_parts.front(), in_parts.back()) << list;
  }
}

TEST_F(DeskStreamTest, AListRefusesALimitOrCursorThatIsNone) {
  Serve();
  for (const char* query :
       {"limit=0", "limit=-1", "limit=1001", "cursor=x", "cursor=-1", "cursor="}) {
    for (const char* path : {"/orders?", "/fills?", "/refusals?", "/alerts?"}) {
      EXPECT_EQ(desk_.Ask("GET", std::string(path) + query, viewer_).status, 400) << path << query;
    }
  }
}

TEST_F(DeskStreamTest, OneOrderHasItsStepsAndFills) {
  session_->Minutes(5);
  Serve();
  const std::string id = Items("/orders").at(0).Find("order_id")->text;
  const auto answer = desk_.Ask("GET", "/orders/" + id, viewer_);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto detail = *base::ParseJson(answer.body);
  EXPECT_EQ(detail.Find("order")->Find("order_id")->text, id);
  EXPECT_EQ(detail.Find("steps")->items.back().Find("state")->text, "FILLED");
  EXPECT_EQ(detail.Find("fills")->items.size(), 1U);
  EXPECT_EQ(desk_.Ask("GET", "/orders/123456", viewer_).status, 404);
  EXPECT_EQ(desk_.Ask("GET", "/decisions/2", viewer_).status, 200);
  EXPECT_EQ(desk_.Ask("GET", "/book?pair=DOGE/USDT", viewer_).status, 404);
}

TEST_F(DeskStreamTest, TellsWhatTheSessionDoesWhileItDoesIt) {
  session_->Minutes(2);
  Serve();
  const auto page = Open(Ticket(viewer_));
  page->socket->Send(R"({"type":"subscribe","channels":["orders","fills","candles:BTC/USDT"]})");
  ASSERT_TRUE(Until([&] { return page->Count("snapshot") == 3; }));
  session_->Minute();
  EXPECT_TRUE(Until([&] { return page->Count("delta") >= 3; }));
  EXPECT_EQ(page->Count(R"({"type":"delta","channel":"candles:BTC/USDT")"), 1U);
}

TEST_F(DeskStreamTest, WhoAsksForEverythingAtOnceIsNotTooSlow) {
  session_->Minutes(250);
  session_->Halt();
  Serve();
  const auto page = Open(Ticket(viewer_));
  std::string all;
  for (const std::string& name : desk_.server->desk().hub.names()) {
    all += (all.empty() ? "" : ",") + base::JsonQuote(name);
  }
  page->socket->Send(R"({"type":"subscribe","channels":[)" + all + "]}");
  const size_t channels = desk_.server->desk().hub.names().size();
  EXPECT_TRUE(Until([&] { return page->Count("snapshot") >= channels || page->closed; }));
  EXPECT_FALSE(page->closed) << page->closed->code << page->closed->text;
}

TEST_F(DeskStreamTest, ATicketIsGoodForThirtySecondsAndOnce) {
  Serve();
  const std::string used = Ticket(viewer_), late = Ticket(viewer_);
  EXPECT_FALSE(Open(used)->closed);
  for (const std::string& ticket : {used, late}) {
    if (ticket == late) desk_.Wait(base::Seconds(30));
    const auto page = Open(ticket);
    ASSERT_TRUE(page->closed);
    EXPECT_EQ(page->closed->code, net::kPolicyViolation);
  }
}

TEST_F(DeskStreamTest, WhoseSessionEndsIsCutOffWithinASecond) {
  Serve();
  const Credential admin = Cookie(desk_.SignIn("admin"));
  const auto key = desk_.access->AddKey(Console(), {.name = "robot", .role = Role::kViewer});
  ASSERT_TRUE(key);
  const Credential robot = Bearer(key->text.Reveal()), trader = Cookie(desk_.SignIn("trader"));
  const std::vector<std::pair<Credential, std::function<void()>>> ends = {
      {viewer_, [&] { desk_.Ask("POST", "/logout", viewer_); }},
      {trader, [&] { desk_.Ask("PATCH", "/users/trader", admin, R"({"role":"viewer"})"); }},
      {robot, [&] { desk_.Ask("DELETE", "/keys/" + key->id, admin); }},
      {admin, [&] { desk_.Wait(base::Hours(12)); }}};
  const auto stays = Open(Ticket(Cookie(desk_.SignIn("risk"))));
  for (size_t i = 0; i < ends.size(); ++i) {
    const auto page = Open(Ticket(ends[i].first));
    ASSERT_FALSE(page->closed) << i;
    EXPECT_FALSE(stays->closed) << "others are not";
    ends[i].second();
    ASSERT_TRUE(
        desk_.stage.Until([&] { return page->closed.has_value(); }, base::Milliseconds(1'500)))
        << i;
    EXPECT_EQ(page->closed->code, net::kPolicyViolation) << i;
  }
}

TEST_F(DeskStreamTest, StopsInOrder) {
  Serve();
  const auto page = Open(Ticket(viewer_));
  bool stopped = false;
  desk_.server->Stop([&] { stopped = true; });
  EXPECT_TRUE(Until([&] { return stopped && page->closed; }));
  EXPECT_EQ(page->closed->code, net::kGoingAway);
  desk_.server.reset();
  desk_.stage.Pass(base::Milliseconds(50));
}

}  // namespace
}  // namespace keel::server
