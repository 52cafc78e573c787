// SPDX-License-Identifier: MIT
#include "net/server.h"

#include <gtest/gtest.h>

#include "net/testing/stage.h"
#include "net/websocket_client.h"

namespace keel::net {
namespace {

using testing::Heard;
using testing::Stage;
using testing::TalkTo;
using testing::Text;

class ServerTest : public ::testing::Test {
 protected:
  std::unique_ptr<Server> Echo(ServerOptions options = {}) {
    return stage_.Serve(
        [this](const ServerRequest& request) {
          ++served_;
          return Text(request.target + ":" + request.body);
        },
        std::move(options));
  }
  std::string Talk(const Server& server, const std::string& bytes) {
    const Heard heard = TalkTo(stage_.loop, server.port(), bytes);
    EXPECT_TRUE(heard.ended) << "the server did not end the connection";
    return heard.bytes;
  }

  Stage stage_;
  int served_ = 0;
};

std::string Get(const std::string& target, const std::string& headers = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
}
size_t Count(std::string_view text, std::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST_F(ServerTest, AnswersInTheOrderOfTheRequests) {
  const auto server = Echo();
  const std::string heard =
      Talk(*server, Get("/1") + Get("/2") + Get("/3", "Connection: close\r\n"));
  EXPECT_EQ(Count(heard, "HTTP/1.1 200 OK\r\n"), 3U) << heard;
  EXPECT_LT(heard.find("/1:"), heard.find("/2:"));
  EXPECT_LT(heard.find("/2:"), heard.find("/3:"));
  EXPECT_EQ(Count(heard, "\r\nDate: "), 3U);
  EXPECT_EQ(Count(heard, "Connection: close"), 1U);
}

TEST_F(ServerTest, AnswersLaterAndOnlyOnce) {
  Respond late;
  const auto server = stage_.Serve(
      {}, {[&](const ServerRequest&, const Respond& respond) { late = respond; }, nullptr});
  const auto client = stage_.Client(server->port());
  std::optional<HttpReply> reply;
  client->Send({}, [&](HttpReply r) { reply = std::move(r); });
  stage_.Until([&] { return static_cast<bool>(late); });
  const Respond first = std::exchange(late, nullptr);
  first(Text("one"));
  first(Text("two"));
  stage_.Until([&] { return reply.has_value(); });
  EXPECT_EQ((*reply)->body, "one");
  client->Send({}, [&](HttpReply r) { reply = std::move(r); });
  stage_.Until([&] { return static_cast<bool>(late); });
  first(Text("of the request before"));
  late(Text("three"));
  reply.reset();
  stage_.Until([&] { return reply.has_value(); });
  EXPECT_EQ((*reply)->body, "three");
  late(Text("after the end"));
}

TEST_F(ServerTest, TellsWhoAsks) {
  ServerRequest seen;
  const auto server = stage_.Serve([&](const ServerRequest& request) {
    seen = request;
    return Text("");
  });
  const auto client = stage_.Client(server->port());
  stage_.Ask(*client, {"DELETE", "/order", {{"X-MBX-APIKEY", "k"}}, ""});
  EXPECT_EQ(seen.method, "DELETE");
  EXPECT_EQ(seen.peer, "127.0.0.1");
  EXPECT_EQ(FindHeader(seen.headers, "x-mbx-apikey"), "k");
  EXPECT_FALSE(seen.over_tls);
}

TEST_F(ServerTest, HeadHasTheHeaderOfGetAndNoBody) {
  const auto server = Echo();
  const std::string heard =
      Talk(*server, "HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_NE(heard.find("Content-Length: 3\r\n"), std::string::npos) << heard;
  EXPECT_TRUE(heard.ends_with("\r\n\r\n"));
  const auto client = stage_.Client(server->port());
  EXPECT_EQ(stage_.Ask(*client, {"HEAD", "/x"})->body, "");
  EXPECT_EQ(stage_.Ask(*client, {"GET", "/x"})->body, "/x:");
}

TEST_F(ServerTest, AmbiguousRequestsEndTheConnection) {
  const auto server = Echo();
  for (const char* headers : {"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                              "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
                              "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"}) {
    const std::string heard =
        Talk(*server, std::string("POST / HTTP/1.1\r\nHost: a\r\n") + headers + Get("/smuggled"));
    EXPECT_TRUE(heard.starts_with("HTTP/1.1 400 Bad Request\r\n")) << heard;
    EXPECT_EQ(Count(heard, "HTTP/1.1"), 1U);
  }
  EXPECT_EQ(served_, 0);
}

TEST_F(ServerTest, TooLargeIsSaidBeforeTheBodyIsRead) {
  const auto server = Echo();
  const auto body = Talk(*server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n");
  EXPECT_TRUE(body.starts_with("HTTP/1.1 413 ")) << body;
  EXPECT_NE(body.find("at most 65536 bytes"), std::string::npos) << body;
  const auto header = Talk(*server, Get("/", "X: " + std::string(17'000, 'x') + "\r\n"));
  EXPECT_TRUE(header.starts_with("HTTP/1.1 431 ")) << header;
  EXPECT_NE(header.find("at most 16384 bytes"), std::string::npos) << header;
}

TEST_F(ServerTest, ARefusalArrivesThoughTheClientGoesOnTalking) {
  const auto server = Echo();
  const Heard heard = TalkTo(stage_.loop, server->port(),
                             "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n" +
                                 std::string(20'000'000, 'x'));
  EXPECT_TRUE(heard.bytes.starts_with("HTTP/1.1 413 ")) << heard.bytes;
  EXPECT_TRUE(heard.all_taken) << "a reset would make other systems drop the answer";
}

TEST_F(ServerTest, SlowHeadersAndBodiesAreCutOff) {
  ServerOptions options;
  options.header_time = options.body_time = base::Milliseconds(30);
  const auto server = Echo(options);
  EXPECT_EQ(Talk(*server, ""), "");
  EXPECT_TRUE(Talk(*server, "GET / HT").starts_with("HTTP/1.1 408 "));
  EXPECT_TRUE(Talk(*server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab")
                  .starts_with("HTTP/1.1 408 "));
  EXPECT_EQ(server->connections(), 0U);
}

TEST_F(ServerTest, IdleConnectionsAreClosed) {
  ServerOptions options;
  options.idle_time = base::Milliseconds(30);
  const auto server = Echo(options);
  EXPECT_EQ(Count(Talk(*server, Get("/")), "HTTP/1.1"), 1U);
}

TEST_F(ServerTest, AnAnswerThatDoesNotComeIs503) {
  ServerOptions options;
  options.answer_time = base::Milliseconds(30);
  const auto server = stage_.Serve(options, {[](const ServerRequest&, const Respond&) {}, nullptr});
  EXPECT_TRUE(Talk(*server, Get("/")).starts_with("HTTP/1.1 503 "));
}

TEST_F(ServerTest, InvitesABodyThatWaitsForIt) {
  const auto server = Echo();
  const Heard heard =
      TalkTo(stage_.loop, server->port(),
             "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n",
             base::Milliseconds(50));
  EXPECT_EQ(heard.bytes, "HTTP/1.1 100 Continue\r\n\r\n");
}

TEST_F(ServerTest, MoreConnectionsThanAllowedAreClosed) {
  ServerOptions options;
  options.max_connections_per_address = 2;
  const auto server = Echo(options);
  HttpClientOptions many{.origin = {false, "127.0.0.1", server->port()}};
  std::vector<std::unique_ptr<HttpClient>> clients;
  int answered = 0, failed = 0;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(stage_.Client(many));
    clients.back()->Send({}, [&](const HttpReply& reply) { ++(reply ? answered : failed); });
  }
  stage_.Until([&] { return answered + failed == 4; });
  EXPECT_EQ(answered, 2);
  EXPECT_EQ(server->connections(), 2U);
  clients.clear();
  stage_.Until([&] { return server->connections() == 0; });
  EXPECT_EQ(stage_.Ask(*stage_.Client(many), {})->status, 200) << "places are given back";
}

TEST_F(ServerTest, AddressesThatAreTakenOrNoneAreRefused) {
  const auto server = Echo();
  ServerOptions options;
  options.port = server->port();
  const ServerCallbacks callbacks{[](const ServerRequest&, const Respond&) {}, nullptr};
  const auto taken = Server::Listen(stage_.loop, stage_.clock, options, callbacks);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, base::ErrorCode::kIo);
  EXPECT_NE(taken.error().message.find(std::to_string(server->port())), std::string::npos);
  options.address = "localhost";
  EXPECT_EQ(Server::Listen(stage_.loop, stage_.clock, options, callbacks).error().code,
            base::ErrorCode::kUsage);
}

TEST_F(ServerTest, StoppingLetsRequestsUnderWayBeAnswered) {
  Respond late;
  const auto server = stage_.Serve(
      {}, {[&](const ServerRequest&, const Respond& respond) { late = respond; }, nullptr});
  const auto client = stage_.Client(server->port());
  std::optional<HttpReply> reply;
  client->Send({}, [&](HttpReply r) { reply = std::move(r); });
  stage_.Until([&] { return static_cast<bool>(late); });
  bool stopped = false;
  server->Stop(base::Seconds(5), [&] { stopped = true; });
  stage_.Pass(base::Milliseconds(20));
  EXPECT_FALSE(stopped);
  late(Text("done"));
  EXPECT_TRUE(stage_.Until([&] { return stopped && reply; }));
  EXPECT_EQ((*reply)->body, "done");
  EXPECT_FALSE(stage_.Ask(*client, {})) << "nobody listens any more";
}

TEST_F(ServerTest, StoppingDoesNotWaitForEver) {
  const auto server = stage_.Serve({}, {[](const ServerRequest&, const Respond&) {}, nullptr});
  const auto client = stage_.Client(server->port());
  std::optional<HttpReply> reply;
  client->Send({}, [&](HttpReply r) { reply = std::move(r); });
  stage_.Until([&] { return server->connections() == 1; });
  bool stopped = false;
  server->Stop(base::Milliseconds(30), [&] { stopped = true; });
  EXPECT_TRUE(stage_.Until([&] { return stopped && reply; }));
  EXPECT_EQ(reply->error().outcome, SendOutcome::kUnknown);
}

TEST_F(ServerTest, ServesAWebSocketOnlyWhereItIsLetIn) {
  std::string origin;
  const auto server = stage_.Serve(
      {}, {[](const ServerRequest&, const Respond& respond) { respond(Text("plain")); },
           [&](const ServerRequest& request) {
             origin = FindHeader(request.headers, "origin").value_or("");
             Upgrade refused;
             refused.refusal = Text("not you", 403);
             return refused;
           }});
  CloseReason reason;
  bool closed = false;
  WebSocketEvents events{nullptr, [](const WebSocketMessage&) {},
                         [&](const CloseReason& r) {
                           reason = r;
                           closed = true;
                         }};
  WebSocketOptions options;
  options.url = *ParseUrl("ws://127.0.0.1:" + std::to_string(server->port()) + "/stream");
  options.headers = {{"Origin", "https://evil.example"}};
  const auto client = *WebSocketClient::Open(stage_.loop, stage_.clock, options, std::move(events));
  EXPECT_TRUE(stage_.Until([&] { return closed; }));
  EXPECT_EQ(origin, "https://evil.example");
  EXPECT_EQ(reason.kind, CloseReason::Kind::kDeclined);
  EXPECT_EQ(reason.code, 403);
}

}  // namespace
}  // namespace keel::net
