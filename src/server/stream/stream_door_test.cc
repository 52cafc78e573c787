// SPDX-License-Identifier: MIT
// The stream over real sockets: who comes in, what they may say, and that one who does not listen
// costs the others nothing.
#include "server/stream/stream_door.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "net/testing/stage.h"
#include "net/websocket_client.h"

namespace keel::server {
namespace {

using net::CloseReason;
using net::testing::Stage;
using net::testing::TalkTo;
using Kind = StreamHub::Kind;

/// One end of a WebSocket and what it was told.
struct Page {
  std::unique_ptr<net::WebSocketClient> socket;
  std::vector<std::string> told;
  std::optional<CloseReason> closed;

  void Say(const std::string& text) { socket->Send(text); }
  size_t Count(std::string_view part) const {
    return static_cast<size_t>(
        std::ranges::count_if(told, [&](auto& text) { return text.find(part) != text.npos; }));
  }
};

class StreamDoorTest : public ::testing::Test {
 protected:
  StreamDoorTest() {
    hub_.Declare("orders", Kind::kLog, [] { return std::string("[]"); });
    hub_.Declare("status", Kind::kState, [] { return std::string("\"up\""); });
    for (int i = 0; i < 150; ++i) {
      hub_.Declare("c" + std::to_string(i), Kind::kState, [] { return std::string("0"); });
    }
    net::ServerOptions options;
    options.max_queued_bytes = size_t{256} * 1024;
    options.close_time = base::Milliseconds(100);
    server_ =
        stage_.Serve(options, {[](const auto&, const net::Respond& respond) { respond({}); },
                               [this](const net::ServerRequest& r) { return door_.Admit(r); }});
  }
  std::optional<Identity> Redeem(const std::string& ticket) {
    if (tickets_.erase(ticket) == 0) return std::nullopt;
    return Identity{.name = "ada", .role = role_, .session_id = "of " + ticket};
  }
  /// Connects, and waits until the door answered.
  std::unique_ptr<Page> Open(uint16_t port = 0) {
    auto page = std::make_unique<Page>();
    bool open = false;
    net::WebSocketOptions options;
    options.url =
        *net::ParseUrl(fmt::format("ws://127.0.0.1:{}/stream", port == 0 ? server_->port() : port));
    auto socket = net::WebSocketClient::Open(
        stage_.loop, stage_.clock, options,
        {[&open] { open = true; },
         [p = page.get()](const net::WebSocketMessage& m) { p->told.emplace_back(m.text); },
         [p = page.get()](const CloseReason& reason) { p->closed = reason; }});
    EXPECT_TRUE(socket);
    page->socket = *std::move(socket);
    EXPECT_TRUE(stage_.Until([&] { return open || page->closed; }));
    return page;
  }
  /// One that showed its ticket.
  std::unique_ptr<Page> SignedIn(const std::string& ticket = "t", uint16_t port = 0) {
    tickets_.insert(ticket);
    auto page = Open(port);
    page->Say(R"({"type":"auth","ticket":")" + ticket + "\"}");
    EXPECT_TRUE(Hears(*page, "welcome"));
    return page;
  }
  bool Hears(const Page& page, std::string_view part, size_t times = 1) {
    return stage_.Until([&] { return page.Count(part) >= times; });
  }
  /// Says it, and is sent away with 1008 and these words.
  void ExpectSentAway(Page& page, const std::string& said, const std::string& words) {
    page.Say(said);
    ASSERT_TRUE(stage_.Until([&] { return page.closed.has_value(); })) << said;
    EXPECT_EQ(page.closed->code, net::kPolicyViolation) << said;
    EXPECT_EQ(page.closed->text, words) << said;
  }
  void Order(int number) { hub_.Publish("orders", std::to_string(number), stage_.clock.now()); }

  Stage stage_;
  StreamHub hub_;
  std::set<std::string> tickets_;
  Role role_ = Role::kTrader;
  StreamDoor door_{stage_.loop, hub_,
                   [this](const std::string& ticket, const std::string&) { return Redeem(ticket); },
                   stage_.clock};
  std::unique_ptr<net::Server> server_;
  const std::string large_ = "\"" + std::string(8'000, 'x') + "\"";
};

TEST_F(StreamDoorTest, ATicketIsAnsweredWithARole) {
  const auto page = SignedIn();
  EXPECT_TRUE(page->told.at(0).starts_with(R"({"type":"welcome","role":"trader","ts":"2)"))
      << page->told.at(0);
  EXPECT_EQ(hub_.clients(), 1U);
}

TEST_F(StreamDoorTest, ATicketIsGoodOnceAndForOneConnection) {
  const auto first = SignedIn("t");
  ExpectSentAway(*Open(), R"({"type":"auth","ticket":"t"})", "the ticket is not valid");
  EXPECT_FALSE(first->closed);
  tickets_.insert("second");
  ExpectSentAway(*first, R"({"type":"auth","ticket":"second"})", "a ticket comes once, and first");
  EXPECT_TRUE(tickets_.contains("second")) << "and that one is not spent";
}

TEST_F(StreamDoorTest, WhatIsNoTicketIsSentAway) {
  ExpectSentAway(*Open(), R"({"type":"auth","ticket":""})", "the ticket is not valid");
  for (const char* said : {R"({"type":"auth"})", R"({"type":"auth","ticket":7})",
                           R"({"type":"auth","ticket":["t"]})"}) {
    ExpectSentAway(*Open(), said, "a ticket comes once, and first");
  }
  role_ = Role::kNobody;
  tickets_.insert("t");
  ExpectSentAway(*Open(), R"({"type":"auth","ticket":"t"})", "the ticket is not valid");
  EXPECT_EQ(hub_.clients(), 0U);
}

TEST_F(StreamDoorTest, NothingIsToldBeforeTheTicket) {
  for (const char* said : {R"({"type":"subscribe","channels":["status"]})", R"({"type":"ping"})",
                           R"({"type":"no such thing"})"}) {
    const auto page = Open();
    ExpectSentAway(*page, said, "a ticket comes first");
    EXPECT_EQ(page->told.size(), 0U);
  }
}

TEST_F(StreamDoorTest, ATicketComesWithinFiveSeconds) {
  const auto page = Open();
  ASSERT_TRUE(stage_.Until([&] { return page->closed.has_value(); }, base::Seconds(7)));
  EXPECT_EQ(page->closed->code, net::kPolicyViolation);
  EXPECT_EQ(page->closed->text, "no ticket came");
  EXPECT_TRUE(stage_.Until([&] { return door_.clients() == 0; }));
  EXPECT_EQ(page->Count("beat"), 0U) << "not even the time";
}

TEST_F(StreamDoorTest, ASnapshotThenDeltas) {
  const auto page = SignedIn();
  page->Say(R"({"type":"subscribe","channels":["orders","status"]})");
  ASSERT_TRUE(Hears(*page, "snapshot", 2));
  Order(7);
  ASSERT_TRUE(Hears(*page, R"({"type":"delta","channel":"orders","seq":1,)"));
  page->Say(R"({"type":"unsubscribe","channels":["orders"]})");
  page->Say(R"({"type":"ping"})");
  ASSERT_TRUE(Hears(*page, R"({"type":"pong"})"));
  Order(8);
  hub_.Publish("status", "\"down\"", stage_.clock.now());
  ASSERT_TRUE(Hears(*page, "\"down\""));
  EXPECT_EQ(page->Count("delta"), 1U);
}

TEST_F(StreamDoorTest, WhoComesBackIsToldWhatWasMissed) {
  for (int i = 1; i <= 3; ++i) Order(i);
  const auto page = SignedIn();
  page->Say(R"({"type":"subscribe","channels":["orders"],"since":{"orders":1}})");
  ASSERT_TRUE(Hears(*page, "\"seq\":3"));
  EXPECT_EQ(page->Count("delta"), 2U);
  EXPECT_EQ(page->Count("snapshot"), 0U);
}

TEST_F(StreamDoorTest, ASinceThatMakesNoSenseIsASnapshot) {
  for (int i = 1; i <= 3; ++i) Order(i);
  const auto page = SignedIn();
  size_t count = 0;
  for (const char* since : {"99", "-1", "1.5", "\"1\"", "null", "1e2", "18446744073709551616"}) {
    page->Say(fmt::format(R"({{"type":"subscribe","channels":["orders"],"since":{{"orders":{}}}}})",
                          since));
    EXPECT_TRUE(Hears(*page, "snapshot", ++count)) << since;
  }
  page->Say(R"({"type":"subscribe","channels":["orders"],"since":[1]})");
  EXPECT_TRUE(Hears(*page, "snapshot", ++count));
  EXPECT_EQ(page->Count("delta"), 0U);
}

TEST_F(StreamDoorTest, AChannelThatIsNotThereIsAComplaint) {
  const auto page = SignedIn();
  page->Say(R"({"type":"subscribe","channels":["../etc","orders","a\"b"]})");
  ASSERT_TRUE(Hears(*page, "error", 2));
  EXPECT_EQ(page->Count(R"({"type":"error","detail":"there is no channel ../etc"})"), 1U);
  EXPECT_EQ(page->Count(R"(there is no channel a\"b)"), 1U) << "quoted";
  EXPECT_TRUE(Hears(*page, "snapshot")) << "the others are told";
  for (const char* channels : {"\"orders\"", "[1]", "{}", "null"}) {
    page->Say(fmt::format(R"({{"type":"subscribe","channels":{}}})", channels));
    page->Say(fmt::format(R"({{"type":"unsubscribe","channels":{}}})", channels));
  }
  EXPECT_TRUE(Hears(*page, "channels is a list of names", 8));
  EXPECT_FALSE(page->closed);
}

TEST_F(StreamDoorTest, AClientHasAHundredChannels) {
  const auto page = SignedIn();
  std::string all;
  for (int i = 0; i < 101; ++i) all += (i > 0 ? ",\"c" : "\"c") + std::to_string(i) + '"';
  page->Say(R"({"type":"subscribe","channels":[)" + all + "]}");
  ASSERT_TRUE(Hears(*page, "at most 100 channels"));
  EXPECT_EQ(page->Count("snapshot"), StreamDoor::kMostChannels);
  page->Say(R"({"type":"unsubscribe","channels":["c0"]})");
  page->Say(R"({"type":"subscribe","channels":["c100"]})");
  EXPECT_TRUE(Hears(*page, R"("channel":"c100")"));
}

TEST_F(StreamDoorTest, OneMessageAsksForNoMoreThanItMay) {
  const auto page = SignedIn();
  std::string all;
  for (int i = 0; i < 5'000; ++i) all += i > 0 ? ",\"orders\"" : "\"orders\"";
  page->Say(R"({"type":"subscribe","channels":[)" + all + "]}");
  page->Say(R"({"type":"ping"})");
  ASSERT_TRUE(Hears(*page, "pong"));
  EXPECT_EQ(page->Count("snapshot"), 1U);
}

TEST_F(StreamDoorTest, TooManyMessagesASecondAreTheEnd) {
  const auto page = SignedIn();
  for (int i = 0; i < 60; ++i) page->Say(R"({"type":"ping"})");
  ASSERT_TRUE(stage_.Until([&] { return page->closed.has_value(); }));
  EXPECT_EQ(page->closed->code, net::kPolicyViolation);
  EXPECT_EQ(page->closed->text, "too many messages");
}

TEST_F(StreamDoorTest, TooManySnapshotsASecondAreTheEnd) {
  const auto page = SignedIn();
  std::string all;
  for (int i = 0; i < 100; ++i) all += (i > 0 ? ",\"c" : "\"c") + std::to_string(i) + '"';
  // Of five at least three fall into one second.
  for (int i = 0; i < 5; ++i) page->Say(R"({"type":"subscribe","channels":[)" + all + "]}");
  ASSERT_TRUE(stage_.Until([&] { return page->closed.has_value(); }));
  EXPECT_EQ(page->closed->code, net::kPolicyViolation);
  EXPECT_EQ(page->closed->text, "too many channels a second");
}

TEST_F(StreamDoorTest, WhatIsNotUnderstoodIsTheEnd) {
  for (const char* said : {"", "{", "[]", "\"auth\"", "{}", R"({"type":7})", "{}{}", "\x01"}) {
    ExpectSentAway(*SignedIn(), said, "a message is an object with a type");
  }
  std::string deep(30'000, '[');
  ExpectSentAway(*SignedIn(), deep, "a message is an object with a type");
  const auto page = SignedIn();
  page->Say(R"({"type":"order"})");
  EXPECT_TRUE(Hears(*page, "a type is auth, subscribe, unsubscribe or ping"));
}

TEST_F(StreamDoorTest, AMessageIsAtMost64KiB) {
  const auto page = SignedIn();
  page->Say(R"({"type":"ping","x":")" + std::string(64 * 1024, 'x') + "\"}");
  ASSERT_TRUE(stage_.Until([&] { return page->closed.has_value(); }));
  EXPECT_EQ(page->Count("pong"), 0U);
  EXPECT_TRUE(stage_.Until([&] { return hub_.clients() == 0; }));
}

std::string Handshake(const std::string& headers = "") {
  return "GET /stream HTTP/1.1\r\nHost: desk\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" +
         headers + "\r\n";
}
/// A masked frame (RFC 6455, section 5.2) with a mask of zeros.
std::string Frame(unsigned char opcode, const std::string& payload) {
  return std::string{static_cast<char>(0x80 | opcode), static_cast<char>(0x80 | payload.size())} +
         std::string(4, '\0') + payload;
}

TEST_F(StreamDoorTest, BinaryFramesAreNotUnderstood) {
  const auto heard = TalkTo(stage_.loop, server_->port(), Handshake(), Frame(2, "abc"));
  ASSERT_TRUE(heard.bytes.starts_with("HTTP/1.1 101 ")) << heard.bytes;
  EXPECT_NE(heard.bytes.find("\x03\xEB"
                             "only text messages"),
            std::string::npos)
      << "1003";
  EXPECT_TRUE(heard.ended);
}

TEST_F(StreamDoorTest, APageOfAnotherSiteIsNotLetIn) {
  for (const char* headers :
       {"Origin: http://evil.example\r\n", "Origin: null\r\n", "Origin: https://desk\r\n",
        "Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\nOrigin: http://desk\r\n"}) {
    const auto heard =
        TalkTo(stage_.loop, server_->port(),
               Handshake(std::string(headers) + "Connection: close\r\n"), base::Milliseconds(500));
    EXPECT_TRUE(heard.bytes.starts_with("HTTP/1.1 403 ")) << headers << heard.bytes;
  }
  const auto heard = TalkTo(stage_.loop, server_->port(), Handshake("Origin: http://desk\r\n"),
                            base::Milliseconds(500));
  EXPECT_TRUE(heard.bytes.starts_with("HTTP/1.1 101 ")) << heard.bytes;
}

TEST_F(StreamDoorTest, WhoSignsOutIsClosedWithinASecond) {
  const auto out = SignedIn("out"), stays = SignedIn("stays");
  door_.Revoke("of out");
  ASSERT_TRUE(stage_.Until([&] { return out->closed.has_value(); }, base::Seconds(1)));
  EXPECT_EQ(out->closed->code, net::kPolicyViolation);
  EXPECT_EQ(out->closed->text, "signed out");
  EXPECT_TRUE(stage_.Until([&] { return hub_.clients() == 1; }));
  stays->Say(R"({"type":"ping"})");
  EXPECT_TRUE(Hears(*stays, "pong"));
}

TEST_F(StreamDoorTest, BeatsEverySecond) {
  const auto page = SignedIn();
  EXPECT_TRUE(stage_.Until([&] { return page->Count("beat") >= 2; }, base::Seconds(3)));
}

TEST_F(StreamDoorTest, MoreThanWaitsForAClientIs1013) {
  const auto page = SignedIn();
  page->Say(R"({"type":"subscribe","channels":["orders"]})");
  ASSERT_TRUE(Hears(*page, "snapshot"));
  for (int i = 0; i < 100; ++i) hub_.Publish("orders", large_, stage_.clock.now());
  ASSERT_TRUE(stage_.Until([&] { return page->closed.has_value(); }));
  EXPECT_EQ(page->closed->code, net::kTryAgainLater);
}

TEST_F(StreamDoorTest, OfAStateTheLatestIsEnough) {
  const auto page = SignedIn();
  page->Say(R"({"type":"subscribe","channels":["status"]})");
  ASSERT_TRUE(Hears(*page, "snapshot"));
  for (int i = 0; i < 1'000; ++i) hub_.Publish("status", large_, stage_.clock.now());
  hub_.Publish("status", "\"last\"", stage_.clock.now());
  EXPECT_TRUE(Hears(*page, "\"last\""));
  EXPECT_LE(page->Count("snapshot"), 4U);
  EXPECT_FALSE(page->closed);
}

TEST_F(StreamDoorTest, WhoNeverReadsIsClosedAndOthersMissNothing) {
  const auto proxy = stage_.Proxy(server_->port(), [](int) { return net::testing::Schedule{}; });
  const auto reads = SignedIn("reads"), deaf = SignedIn("deaf", proxy->port());
  for (const auto* page : {&reads, &deaf}) {
    (*page)->Say(R"({"type":"subscribe","channels":["orders"]})");
    ASSERT_TRUE(Hears(**page, "snapshot"));
  }
  proxy->BreakAll(net::testing::Fault::kSilence);
  size_t published = 0;
  while (door_.clients() == 2 && published < 10'000) {
    hub_.Publish("orders", large_, stage_.clock.now());
    ASSERT_TRUE(Hears(*reads, "delta", ++published));
    stage_.Pass(base::Milliseconds(published % 100 == 0 ? 1 : 0));
  }
  ASSERT_EQ(door_.clients(), 1U) << "after " << published * large_.size() << " bytes";
  EXPECT_FALSE(reads->closed);
  Order(1);
  EXPECT_TRUE(Hears(*reads, "delta", published + 1));
}

}  // namespace
}  // namespace keel::server
