// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <thread>
#include <vector>

#include "net/testing/stage.h"
#include "net/websocket_client.h"

namespace keel::net {
namespace {

using testing::Fault;
using testing::Schedule;
using testing::Stage;
using testing::TalkTo;
using testing::Text;
using Kind = CloseReason::Kind;

/// What one end of a WebSocket was told.
struct Story {
  int opened = 0;
  std::vector<std::string> messages;
  std::vector<CloseReason> closes;

  WebSocketEvents Events() {
    return {[this] { ++opened; },
            [this](const WebSocketMessage& message) { messages.emplace_back(message.text); },
            [this](const CloseReason& reason) { closes.push_back(reason); }};
  }
  bool closed() const { return !closes.empty(); }
};

void ExpectClosed(const Story& story, Kind kind, int code = 0) {
  ASSERT_EQ(story.closes.size(), 1U);
  EXPECT_STREQ(NameOf(story.closes[0].kind), NameOf(kind)) << story.closes[0].text;
  EXPECT_EQ(story.closes[0].code, code) << story.closes[0].text;
}

/// A server that echoes, and a client beside it.
class WebSocketTest : public ::testing::Test {
 protected:
  void Serve(ServerOptions options = {}) {
    ServerCallbacks callbacks;
    callbacks.on_request = [](const ServerRequest&, const Respond& respond) { respond(Text("")); };
    callbacks.on_upgrade = [this](const ServerRequest&) {
      Upgrade upgrade;
      upgrade.subprotocol = subprotocol_;
      upgrade.open = [this](const WebSocketSessionPtr& session) {
        session_ = session;
        WebSocketEvents events = there_.Events();
        events.on_message = [this](const WebSocketMessage& message) {
          there_.messages.emplace_back(message.text);
          if (echo_) session_->Send(std::string(message.text));
        };
        return events;
      };
      return upgrade;
    };
    server_ = stage_.Serve(std::move(options), std::move(callbacks));
  }
  WebSocketOptions Options(uint16_t port) {
    WebSocketOptions options;
    options.url = *ParseUrl("ws://127.0.0.1:" + std::to_string(port) + "/stream?a=b");
    return options;
  }
  WebSocketOptions Options() { return Options(server_->port()); }
  void Open(const WebSocketOptions& options) {
    auto client = WebSocketClient::Open(stage_.loop, stage_.clock, options, here_.Events());
    ASSERT_TRUE(client) << client.error().message;
    client_ = std::move(*client);
  }
  void Connect(const WebSocketOptions& options) {
    Open(options);
    ASSERT_TRUE(stage_.Until([&] { return here_.opened > 0 || here_.closed(); }));
    ASSERT_EQ(here_.opened, 1) << here_.closes[0].text;
    ASSERT_TRUE(stage_.Until([&] { return there_.opened > 0; }));
  }
  bool UntilClosed() {
    return stage_.Until([&] { return here_.closed(); });
  }

  Stage stage_;
  std::unique_ptr<Server> server_;
  WebSocketSessionPtr session_;
  std::unique_ptr<WebSocketClient> client_;
  Story here_, there_;
  std::string subprotocol_;
  bool echo_ = true;
};

TEST_F(WebSocketTest, MessagesArriveInOrder) {
  Serve();
  Connect(Options());
  std::vector<std::string> sent;
  for (int i = 0; i < 200; ++i) {
    sent.push_back(std::to_string(i) + std::string(static_cast<size_t>(i * i) % 30'000, 'x'));
    ASSERT_EQ(client_->Send(sent.back()), Queued::kQueued);
    if (i % 10 == 9) stage_.Until([&] { return here_.messages.size() == sent.size(); });
  }
  EXPECT_TRUE(stage_.Until([&] { return here_.messages.size() == 200; }));
  EXPECT_EQ(here_.messages, sent);
  EXPECT_EQ(client_->queued_bytes(), 0U);
  EXPECT_EQ(session_->request().target, "/stream?a=b");
}

TEST_F(WebSocketTest, CompressionCarriesTheSameTexts) {
  ServerOptions options;
  options.compress = true;
  Serve(options);
  WebSocketOptions compressing = Options();
  compressing.compress = true;
  Connect(compressing);
  const std::string text(50'000, 'x');
  client_->Send(text);
  EXPECT_TRUE(stage_.Until([&] { return here_.messages.size() == 1; }));
  EXPECT_EQ(here_.messages[0], text);
}

TEST_F(WebSocketTest, OverTlsTheNameIsVerified) {
  testing::TemporaryFolder folder;
  const TlsIdentity identity = *testing::MakeCertificate(folder.path(), "server");
  ServerOptions options;
  options.tls = identity;
  Serve(options);
  WebSocketOptions trusting = Options();
  trusting.url = *ParseUrl("wss://localhost:" + std::to_string(server_->port()));
  trusting.trust.ca_file = identity.certificate_file;
  Connect(trusting);
  client_->Send(std::string(60'000, 'x'));
  EXPECT_TRUE(stage_.Until([&] { return here_.messages.size() == 1; }));
  here_ = {};
  trusting.trust.ca_file.clear();
  Open(trusting);
  EXPECT_TRUE(UntilClosed());
  ExpectClosed(here_, Kind::kNotConnected);
}

TEST_F(WebSocketTest, NobodyThereIsToldOnce) {
  Serve();
  WebSocketOptions options = Options();
  server_.reset();
  Open(options);
  EXPECT_EQ(client_->Send("early"), Queued::kClosed);
  EXPECT_TRUE(UntilClosed());
  ExpectClosed(here_, Kind::kNotConnected);
  EXPECT_EQ(here_.opened, 0);
}

TEST_F(WebSocketTest, AnHttpServerWithoutWebSocketsDeclines) {
  server_ = stage_.Serve([](const ServerRequest&) { return Text("no such page", 404); });
  Open(Options());
  EXPECT_TRUE(UntilClosed());
  ExpectClosed(here_, Kind::kDeclined, 404);
}

TEST_F(WebSocketTest, AHandshakeThatHangsIsGivenUp) {
  testing::RawServer mute(stage_.loop, [](std::string_view) { return ""; });
  WebSocketOptions options = Options(mute.port());
  options.handshake_time = base::Milliseconds(30);
  Open(options);
  EXPECT_TRUE(UntilClosed());
  ExpectClosed(here_, Kind::kNotConnected);
}

TEST_F(WebSocketTest, SubprotocolsAreAgreedOn) {
  Serve();
  subprotocol_ = "keel.v1";
  WebSocketOptions options = Options();
  options.subprotocols = {"keel.v2", "keel.v1"};
  Connect(options);
  EXPECT_EQ(client_->subprotocol(), "keel.v1");
  EXPECT_EQ(FindHeader(session_->request().headers, "sec-websocket-protocol"), "keel.v2, keel.v1");
  here_ = {};
  options.subprotocols = {"other"};
  Open(options);
  EXPECT_TRUE(UntilClosed());
  ExpectClosed(here_, Kind::kProtocol);
}

TEST_F(WebSocketTest, BothEndsLearnWhyItWasClosed) {
  Serve();
  Connect(Options());
  client_->Close(4001, "bye");
  EXPECT_EQ(client_->Send("late"), Queued::kClosed);
  EXPECT_TRUE(stage_.Until([&] { return here_.closed() && there_.closed(); }));
  ExpectClosed(here_, Kind::kOurs, 4001);
  ExpectClosed(there_, Kind::kPeer, 4001);
  EXPECT_EQ(there_.closes[0].text, "bye");
  EXPECT_FALSE(client_->is_open());
  EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(WebSocketTest, AServersCloseReachesTheClient) {
  Serve();
  Connect(Options());
  session_->Close(kPolicyViolation, std::string(300, 'x'));
  EXPECT_TRUE(stage_.Until([&] { return here_.closed() && there_.closed(); }));
  ExpectClosed(here_, Kind::kPeer, kPolicyViolation);
  EXPECT_EQ(here_.closes[0].text, std::string(123, 'x')) << "as much as a close frame holds";
  EXPECT_EQ(session_->Send("late"), Queued::kClosed);
}

TEST_F(WebSocketTest, AStoppingServerGoesAway) {
  Serve();
  Connect(Options());
  bool stopped = false;
  server_->Stop(base::Seconds(5), [&] { stopped = true; });
  EXPECT_TRUE(stage_.Until([&] { return stopped && here_.closed(); }));
  ExpectClosed(here_, Kind::kPeer, kGoingAway);
}

TEST_F(WebSocketTest, MessagesBeyondTheLimitEndIt) {
  Serve();
  Connect(Options());
  client_->Send(std::string(65 * 1024, 'x'));
  EXPECT_TRUE(stage_.Until([&] { return here_.closed() && there_.closed(); }));
  ExpectClosed(there_, Kind::kProtocol);
  ExpectClosed(here_, Kind::kPeer, 1009);
  EXPECT_TRUE(there_.messages.empty());
}

TEST_F(WebSocketTest, WhatIsNotAFrameEndsIt) {
  Serve();
  const std::string handshake =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  // The key and its answer are the example of RFC 6455, section 1.3. Frames may not come with it.
  const auto silent = TalkTo(stage_.loop, server_->port(), handshake, base::Milliseconds(50));
  EXPECT_NE(silent.bytes.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
            std::string::npos)
      << silent.bytes;
  const auto hasty = TalkTo(stage_.loop, server_->port(), handshake + "\x81\x02hi");
  EXPECT_TRUE(hasty.bytes.starts_with("HTTP/1.1 400 ")) << hasty.bytes;
  const auto old = TalkTo(stage_.loop, server_->port(),
                          "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
                          "Upgrade: websocket\r\n\r\n");
  EXPECT_TRUE(old.bytes.starts_with("HTTP/1.1 4")) << old.bytes;
}

TEST_F(WebSocketTest, PingsKeepAQuietConnectionOpen) {
  Serve();
  WebSocketOptions options = Options();
  options.idle_time = base::Milliseconds(60);
  Connect(options);
  EXPECT_FALSE(client_->round_trip());
  stage_.Pass(base::Milliseconds(200));
  EXPECT_TRUE(client_->is_open());
  ASSERT_TRUE(client_->round_trip());
  EXPECT_LT(*client_->round_trip(), base::Milliseconds(60));
  EXPECT_LT(client_->silence(), base::Milliseconds(60));
}

TEST_F(WebSocketTest, ALoopThatWasBusyDoesNotBlameThePeer) {
  Serve();
  WebSocketOptions options = Options();
  options.idle_time = base::Milliseconds(40);
  Connect(options);
  stage_.Pass(base::Milliseconds(25));  // a ping is out
  for (int i = 0; i < 5; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    stage_.Pass(base::Milliseconds(5));
    EXPECT_TRUE(client_->is_open());
  }
}

TEST_F(WebSocketTest, AMuteConnectionIsFoundWithinItsIdleTime) {
  for (const Fault fault : {Fault::kSwallow, Fault::kSilence}) {
    Serve();
    const auto proxy = stage_.Proxy(server_->port(), [](int) { return Schedule{}; });
    WebSocketOptions options = Options(proxy->port());
    options.idle_time = base::Milliseconds(60);
    here_ = there_ = {};
    Connect(options);
    proxy->BreakAll(fault);
    const auto before = base::os::MonotonicTime();
    EXPECT_TRUE(UntilClosed());
    ExpectClosed(here_, Kind::kStalled);
    EXPECT_LT(base::os::MonotonicTime() - before, base::Milliseconds(400));
  }
}

TEST_F(WebSocketTest, AResetIsALoss) {
  Serve();
  const auto proxy = stage_.Proxy(server_->port(), [](int) { return Schedule{}; });
  Connect(Options(proxy->port()));
  proxy->BreakAll(Fault::kReset);
  EXPECT_TRUE(stage_.Until([&] { return here_.closed() && there_.closed(); }));
  ExpectClosed(here_, Kind::kLost);
  ExpectClosed(there_, Kind::kLost);
}

TEST_F(WebSocketTest, BytesInTheWrongOrderEndIt) {
  Serve();
  const auto proxy = stage_.Proxy(server_->port(), [](int) {
    return Schedule{.to_client = {{.at = 400, .fault = Fault::kReorder, .piece = 32}}};
  });
  Connect(Options(proxy->port()));
  for (int i = 0; i < 50; ++i) client_->Send("{\"i\":" + std::to_string(i) + "}");
  EXPECT_TRUE(UntilClosed());
  EXPECT_NE(here_.closes[0].kind, Kind::kOurs);
}

TEST_F(WebSocketTest, ASlowClientGetsTheLatestOfEachKey) {
  Serve();
  echo_ = false;
  const auto proxy = stage_.Proxy(server_->port(), [](int) { return Schedule{}; });
  Connect(Options(proxy->port()));
  const std::string bulk(60'000, 'x');
  proxy->BreakAll(Fault::kSilence);  // so that what is sent now waits
  while (session_->queued_bytes() < 200'000) {
    session_->Send(bulk);
    stage_.Pass(base::Milliseconds(1));
  }
  EXPECT_EQ(session_->Send("book 1", "book:BTC"), Queued::kQueued);
  EXPECT_EQ(session_->Send("trade 1"), Queued::kQueued);
  const size_t bytes = session_->queued_bytes();
  for (int i = 2; i < 10'000; ++i) {
    ASSERT_EQ(session_->Send("book " + std::to_string(i % 10), "book:BTC"), Queued::kReplaced);
  }
  EXPECT_EQ(session_->queued_bytes(), bytes);
  EXPECT_EQ(session_->Send("book of another", "book:ETH"), Queued::kQueued);
}

TEST_F(WebSocketTest, AClientThatTakesNothingIsClosedBeforeItCostsMemory) {
  ServerOptions options;
  options.close_time = base::Milliseconds(50);
  Serve(options);
  echo_ = false;
  const auto proxy = stage_.Proxy(server_->port(), [](int) { return Schedule{}; });
  Connect(Options(proxy->port()));
  proxy->BreakAll(Fault::kSilence);
  const std::string bulk(60'000, 'x');
  Queued last = Queued::kQueued;
  size_t most = 0;
  for (int i = 0; i < 1'000 && last == Queued::kQueued; ++i) {
    last = session_->Send(bulk);
    most = std::max(most, session_->queued_bytes());
    stage_.Pass(base::Milliseconds(1));
  }
  EXPECT_EQ(last, Queued::kFull);
  EXPECT_LE(most, options.max_queued_bytes);
  EXPECT_TRUE(stage_.Until([&] { return there_.closed(); }));
  ExpectClosed(there_, Kind::kOverflow, kTryAgainLater);
  EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(WebSocketTest, ASlowClientThatStillReadsIsTold1013) {
  ServerOptions options;
  options.max_queued_bytes = 1'000;
  Serve(options);
  Connect(Options());
  EXPECT_EQ(session_->Send(std::string(2'000, 'x')), Queued::kFull);
  EXPECT_TRUE(UntilClosed());
  ExpectClosed(here_, Kind::kPeer, kTryAgainLater);
}

TEST_F(WebSocketTest, MayBeDestroyedInItsOwnCallback) {
  Serve();
  bool told = false;
  WebSocketEvents events;
  events.on_open = [&] { client_->Send("hello"); };
  events.on_message = [&](const WebSocketMessage&) {
    client_.reset();
    told = true;
  };
  events.on_close = [](const CloseReason&) { FAIL() << "a destroyed client is not told"; };
  client_ = *WebSocketClient::Open(stage_.loop, stage_.clock, Options(), std::move(events));
  EXPECT_TRUE(stage_.Until([&] { return told && there_.closed(); }));
}

TEST_F(WebSocketTest, WhatCouldSmuggleAHeaderIsNotSent) {
  Serve();
  for (const int part : {0, 1, 2}) {
    WebSocketOptions bad = Options();
    if (part == 0) bad.headers = {{"X", "a\r\nY: b"}};
    if (part == 1) bad.subprotocols = {"a\r\nY: b"};
    if (part == 2) bad.url.target = "/ HTTP/1.1\r\nY: b\r\n\r\n";
    EXPECT_FALSE(WebSocketClient::Open(stage_.loop, stage_.clock, bad, here_.Events())) << part;
  }
}

TEST_F(WebSocketTest, ClosingBeforeItOpensIsToldToo) {
  Serve();
  Open(Options());
  client_->Close();
  EXPECT_TRUE(UntilClosed());
  ExpectClosed(here_, Kind::kOurs, kNormalClosure);
  stage_.Pass(base::Milliseconds(20));
  EXPECT_EQ(here_.opened, 0);
  EXPECT_EQ(here_.closes.size(), 1U);
}

}  // namespace
}  // namespace keel::net
