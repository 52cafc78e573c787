// SPDX-License-Identifier: MIT
#include "net/https_client.h"

#include <gtest/gtest.h>

#include "net/testing/stage.h"

namespace keel::net {
namespace {

using testing::Fault;
using testing::Schedule;
using testing::Stage;
using testing::Text;
using Kind = HttpFailure::Kind;

class HttpClientTest : public ::testing::Test {
 protected:
  HttpClientOptions To(uint16_t port) { return {.origin = {false, "127.0.0.1", port}}; }
  HttpClientOptions Impatient(uint16_t port) {
    HttpClientOptions options = To(port);
    options.connect_time = options.header_time = base::Milliseconds(60);
    options.total_time = base::Milliseconds(120);
    return options;
  }
  std::unique_ptr<Server> Echo(ServerOptions options = {}) {
    return stage_.Serve(
        [this](const ServerRequest& request) {
          ++served_;
          return Text(request.method + " " + request.target + " " + request.body);
        },
        std::move(options));
  }

  Stage stage_;
  int served_ = 0;
};

void ExpectFailure(const HttpReply& reply, SendOutcome outcome, Kind kind) {
  ASSERT_FALSE(reply.has_value()) << "answered with " << reply->status;
  EXPECT_EQ(reply.error().outcome, outcome) << reply.error().message;
  EXPECT_STREQ(NameOf(reply.error().kind), NameOf(kind)) << reply.error().message;
}

TEST_F(HttpClientTest, AnswersComeOverAKeptConnection) {
  const auto server = Echo();
  const auto client = stage_.Client(server->port());
  for (int i = 0; i < 3; ++i) {
    const auto before = stage_.clock.now();
    const HttpReply reply = stage_.Ask(*client, {"POST", "/order?id=1", {}, "body"});
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->body, "POST /order?id=1 body");
    EXPECT_EQ(FindHeader(reply->headers, "content-TYPE"), "text/plain");
    EXPECT_GE(reply->received, before);
  }
  EXPECT_EQ(server->connections(), 1U);
  EXPECT_EQ(client->pending(), 0U);
}

TEST_F(HttpClientTest, ManyAtOnceShareAFewConnections) {
  const auto server = Echo();
  const auto client = stage_.Client(server->port());
  size_t answered = 0, most = 0;
  for (int i = 0; i < 50; ++i) {
    client->Send({"GET", "/" + std::to_string(i)}, [&, i](const HttpReply& reply) {
      ASSERT_TRUE(reply);
      EXPECT_EQ(reply->body, "GET /" + std::to_string(i) + " ");
      most = std::max(most, server->connections());
      ++answered;
    });
  }
  EXPECT_EQ(client->pending(), 50U);
  EXPECT_TRUE(stage_.Until([&] { return answered == 50; }));
  EXPECT_EQ(most, 4U);
}

TEST_F(HttpClientTest, AnErrorStatusAndARedirectAreAnswers) {
  const auto server = stage_.Serve([](const ServerRequest& request) {
    HttpResponse response = Text("no", request.target == "/old" ? 301 : 500);
    response.headers.push_back({"Location", "http://127.0.0.1:1/"});
    return response;
  });
  const auto client = stage_.Client(server->port());
  EXPECT_EQ(stage_.Ask(*client, {"GET", "/old"})->status, 301);
  EXPECT_EQ(stage_.Ask(*client, {"GET", "/new"})->status, 500);
}

TEST_F(HttpClientTest, NobodyThereMeansNotSent) {
  uint16_t free_port = 0;
  { free_port = Echo()->port(); }
  const auto client = stage_.Client(free_port);
  ExpectFailure(stage_.Ask(*client, {}), SendOutcome::kNotSent, Kind::kConnect);
}

TEST_F(HttpClientTest, AnAddressThatIsNotPublicIsNotCalled) {
  const auto server = Echo();
  HttpClientOptions options = To(server->port());
  options.public_only = true;
  const auto client = stage_.Client(options);
  ExpectFailure(stage_.Ask(*client, {}), SendOutcome::kNotSent, Kind::kResolve);
  EXPECT_EQ(server->connections(), 0U);
}

TEST_F(HttpClientTest, WhatCouldSmuggleAHeaderIsNotSent) {
  const auto server = Echo();
  const auto client = stage_.Client(server->port());
  for (const HttpRequest& bad : std::vector<HttpRequest>{{"GET", "/a b"},
                                                         {"GET", "/\r\nX: y"},
                                                         {"GET", "relative"},
                                                         {"G T", "/"},
                                                         {"GET", "/", {{"X", "a\r\nY: b"}}},
                                                         {"GET", "/", {{"X:", "a"}}},
                                                         {"GET", "/", {{"Content-Length", "3"}}}}) {
    ExpectFailure(stage_.Ask(*client, bad), SendOutcome::kNotSent, Kind::kRefused);
  }
  EXPECT_EQ(served_, 0);
}

TEST_F(HttpClientTest, TooManyWaitingAreRefused) {
  const auto server = Echo();
  HttpClientOptions options = To(server->port());
  options.max_waiting = 2;
  const auto client = stage_.Client(options);
  int answered = 0;
  for (int i = 0; i < 2; ++i) client->Send({}, [&](const HttpReply& r) { answered += r ? 1 : 0; });
  ExpectFailure(stage_.Ask(*client, {}), SendOutcome::kNotSent, Kind::kRefused);
  EXPECT_TRUE(stage_.Until([&] { return answered == 2; }));
}

TEST_F(HttpClientTest, NoAnswerInTimeMeansUnknown) {
  const auto server = stage_.Serve({}, {[](const ServerRequest&, const Respond&) {}, nullptr});
  const auto client = stage_.Client(Impatient(server->port()));
  ExpectFailure(stage_.Ask(*client, {"POST", "/order"}), SendOutcome::kUnknown, Kind::kTimeout);
}

TEST_F(HttpClientTest, AnAcceptedRequestWhoseAnswerIsLostIsUnknownAndNotRepeated) {
  const auto server = Echo();
  const auto proxy = stage_.Proxy(server->port(), [](int) {
    return Schedule{.to_client = {{.at = 10, .fault = Fault::kReset}}};
  });
  const auto client = stage_.Client(Impatient(proxy->port()));
  ExpectFailure(stage_.Ask(*client, {"POST", "/order"}), SendOutcome::kUnknown, Kind::kLost);
  stage_.Pass(base::Milliseconds(50));
  EXPECT_EQ(served_, 1);
  EXPECT_EQ(proxy->connections(), 1);
}

TEST_F(HttpClientTest, AConnectionThatDiesUnseenBetweenRequestsMeansUnknown) {
  const auto server = Echo();
  const auto proxy = stage_.Proxy(server->port(), [](int connection) {
    return connection == 0 ? Schedule{.to_server = {{.at = 70, .fault = Fault::kSwallow}}}
                           : Schedule{};
  });
  const auto client = stage_.Client(Impatient(proxy->port()));
  EXPECT_TRUE(stage_.Ask(*client, {"GET", "/"}));
  ExpectFailure(stage_.Ask(*client, {"POST", "/order", {}, std::string(100, 'x')}),
                SendOutcome::kUnknown, Kind::kTimeout);
  EXPECT_TRUE(stage_.Ask(*client, {"GET", "/"})) << "a new connection serves again";
}

TEST_F(HttpClientTest, AKeptConnectionThatTheServerClosedIsNotUsed) {
  ServerOptions options;
  options.idle_time = base::Milliseconds(20);
  const auto server = Echo(options);
  const auto client = stage_.Client(server->port());
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(stage_.Ask(*client, {"POST", "/order"}));
    stage_.Pass(base::Milliseconds(40));
    EXPECT_EQ(server->connections(), 0U);
    EXPECT_EQ(client->connections(), 0U);
  }
  EXPECT_EQ(served_, 3);
}

TEST_F(HttpClientTest, AnAnswerThatIsNotHttpMeansUnknown) {
  for (const char* answer : {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n",
                             "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                             "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzzz\r\n",
                             "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"}) {
    testing::RawServer server(stage_.loop, [=](std::string_view) { return answer; });
    const auto client = stage_.Client(Impatient(server.port()));
    SCOPED_TRACE(answer);
    ExpectFailure(stage_.Ask(*client, {"POST", "/"}), SendOutcome::kUnknown, Kind::kMalformed);
  }
}

TEST_F(HttpClientTest, AnAnswerCutShortMeansUnknown) {
  for (const char* answer : {"HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"}) {
    testing::RawServer server(
        stage_.loop, [=](std::string_view) { return answer; }, true);
    const auto client = stage_.Client(server.port());
    SCOPED_TRACE(answer);
    ExpectFailure(stage_.Ask(*client, {"POST", "/"}), SendOutcome::kUnknown, Kind::kLost);
  }
}

TEST_F(HttpClientTest, ReadsAllThatTheStandardAllows) {
  for (const char* answer :
       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nX: y\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde",
        "HTTP/1.0 200 OK\r\n\r\nabcde"}) {
    testing::RawServer server(
        stage_.loop, [=](std::string_view) { return answer; }, true);
    const auto client = stage_.Client(server.port());
    const HttpReply reply = stage_.Ask(*client, {});
    ASSERT_TRUE(reply) << answer << reply.error().message;
    EXPECT_EQ(reply->body, "abcde");
  }
}

TEST_F(HttpClientTest, AnAnswerBeyondTheLimitsIsNotTaken) {
  for (const std::string& answer :
       {"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + std::string(2000, 'x'),
        "HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + std::string(2000, 'x'),
        "HTTP/1.0 200 OK\r\n\r\n" + std::string(2000, 'x')}) {
    testing::RawServer server(stage_.loop, [=](std::string_view) { return answer; });
    HttpClientOptions options = To(server.port());
    options.max_body_bytes = 1000;
    const auto client = stage_.Client(options);
    SCOPED_TRACE(answer.substr(0, 60));
    ExpectFailure(stage_.Ask(*client, {}), SendOutcome::kUnknown, Kind::kTooLarge);
  }
}

TEST_F(HttpClientTest, BytesBehindAnAnswerAreNotTakenForTheNext) {
  int requests = 0;
  testing::RawServer server(stage_.loop, [&](std::string_view) {
    ++requests;
    return std::string("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na") +
           "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged";
  });
  const auto client = stage_.Client(server.port());
  EXPECT_EQ(stage_.Ask(*client, {})->body, "a");
  EXPECT_EQ(stage_.Ask(*client, {})->body, "a");
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, MayBeDestroyedInItsOwnCallback) {
  const auto server = Echo();
  auto client = stage_.Client(server->port());
  int calls = 0;
  client->Send({}, [&](const HttpReply&) {
    ++calls;
    client.reset();
  });
  client->Send({}, [&](const HttpReply&) { ++calls; });
  stage_.Until([&] { return client == nullptr; });
  stage_.Pass(base::Milliseconds(20));
  EXPECT_EQ(calls, 1);
}

/// What the client says about a request, against what the proxy saw of it, for a fault at each byte
/// of the request and of the answer.
TEST_F(HttpClientTest, NeverClaimsThatABytePassedOnWasNotSent) {
  const auto server = Echo();
  int unknown = 0, answered = 0;
  for (const bool to_server : {true, false}) {
    for (const Fault fault : {Fault::kReset, Fault::kTruncate, Fault::kSwallow}) {
      for (size_t at = 0; at < 170; at += 1 + at / 5) {
        const auto proxy = stage_.Proxy(server->port(), [&](int) {
          Schedule schedule;
          (to_server ? schedule.to_server : schedule.to_client) = {{.at = at, .fault = fault}};
          return schedule;
        });
        HttpClientOptions options = Impatient(proxy->port());
        const bool ends = fault != Fault::kSwallow;
        options.header_time = options.total_time = base::Milliseconds(ends ? 2'000 : 15);
        const auto client = stage_.Client(options);
        const HttpReply reply = stage_.Ask(*client, {"POST", "/order", {}, "quantity=1"});
        if (reply) {
          ++answered;
          continue;
        }
        unknown += reply.error().outcome == SendOutcome::kUnknown ? 1 : 0;
        if (reply.error().outcome == SendOutcome::kNotSent) {
          EXPECT_EQ(proxy->bytes_to_server(), 0U) << at << ": " << reply.error().message;
        }
        EXPECT_LE(proxy->connections(), 1);
      }
    }
  }
  EXPECT_GT(unknown, 40);
  EXPECT_GT(answered, 0);
}

class HttpsClientTest : public HttpClientTest {
 protected:
  void SetUp() override {
    identity_ = *testing::MakeCertificate(folder_.path(), "server");
    ServerOptions options;
    options.tls = identity_;
    server_ = Echo(options);
  }
  HttpClientOptions Trusting(const std::string& ca_file, const std::string& host) {
    HttpClientOptions options{.origin = {true, host, server_->port()}, .trust = {ca_file}};
    return options;
  }

  testing::TemporaryFolder folder_;
  TlsIdentity identity_;
  std::unique_ptr<Server> server_;
};

TEST_F(HttpsClientTest, TalksToWhomItTrusts) {
  for (const char* host : {"localhost", "127.0.0.1"}) {
    const auto client = stage_.Client(Trusting(identity_.certificate_file, host));
    for (int i = 0; i < 3; ++i) {
      const HttpReply reply = stage_.Ask(*client, {"POST", "/", {}, std::string(50'000, 'x')});
      ASSERT_TRUE(reply) << host << ": " << reply.error().message;
      EXPECT_EQ(reply->body.size(), 50'007U);
    }
    EXPECT_LE(server_->connections(), 2U);
  }
}

TEST_F(HttpsClientTest, AStrangersCertificateMeansNotSent) {
  const auto client = stage_.Client(Trusting("", "localhost"));
  const HttpReply reply = stage_.Ask(*client, {});
  ASSERT_FALSE(reply);
  ExpectFailure(reply, SendOutcome::kNotSent, Kind::kTls);
  EXPECT_NE(reply.error().message.find("self-signed"), std::string::npos) << reply.error().message;
  EXPECT_EQ(served_, 0);
}

TEST_F(HttpsClientTest, AnotherNamesCertificateMeansNotSent) {
  const auto other =
      *testing::MakeCertificate(folder_.path(), "other", {.names = "DNS:example.org"});
  ServerOptions options;
  options.tls = other;
  server_ = Echo(options);
  for (const char* host : {"localhost", "127.0.0.1"}) {
    const auto client = stage_.Client(Trusting(other.certificate_file, host));
    ExpectFailure(stage_.Ask(*client, {}), SendOutcome::kNotSent, Kind::kTls);
  }
  EXPECT_EQ(served_, 0);
}

TEST_F(HttpsClientTest, AnExpiredCertificateMeansNotSent) {
  const auto old =
      *testing::MakeCertificate(folder_.path(), "old", {.valid_until = base::Minutes(-1)});
  ServerOptions options;
  options.tls = old;
  server_ = Echo(options);
  const auto client = stage_.Client(Trusting(old.certificate_file, "localhost"));
  const HttpReply reply = stage_.Ask(*client, {});
  ASSERT_FALSE(reply);
  ExpectFailure(reply, SendOutcome::kNotSent, Kind::kTls);
  EXPECT_NE(reply.error().message.find("expired"), std::string::npos) << reply.error().message;
}

TEST_F(HttpsClientTest, AHandshakeThatHangsMeansNotSent) {
  const auto proxy = stage_.Proxy(server_->port(), [](int) {
    return Schedule{.to_client = {{.at = 20, .fault = Fault::kSwallow}}};
  });
  HttpClientOptions options = Trusting(identity_.certificate_file, "localhost");
  options.origin.port = proxy->port();
  options.connect_time = base::Milliseconds(60);
  const auto client = stage_.Client(options);
  ExpectFailure(stage_.Ask(*client, {}), SendOutcome::kNotSent, Kind::kTimeout);
}

/// The connection that the second one would get, once the first has given its own up, never opens:
/// so it waits until its time is over, on a machine of any speed.
TEST_F(HttpsClientTest, ARequestThatWaitedTooLongForAConnectionWasNotSent) {
  std::vector<Respond> held;
  ServerOptions secure;
  secure.tls = identity_;
  const auto server = stage_.Serve(
      std::move(secure),
      {[&](const ServerRequest&, const Respond& respond) { held.push_back(respond); }, nullptr});
  const auto proxy = stage_.Proxy(server->port(), [](int connection) {
    return connection == 1 ? Schedule{.to_client = {{.at = 20, .fault = Fault::kSwallow}}}
                           : Schedule{};
  });
  HttpClientOptions options = Trusting(identity_.certificate_file, "localhost");
  options.origin.port = proxy->port();
  options.max_connections = 1;
  options.total_time = base::Milliseconds(500);
  options.connect_time = base::Seconds(2);
  const auto client = stage_.Client(options);
  std::optional<HttpReply> first;
  client->Send({}, [&](HttpReply r) { first = std::move(r); });
  ExpectFailure(stage_.Ask(*client, {"GET", "/second"}), SendOutcome::kNotSent, Kind::kTimeout);
  stage_.Until([&] { return first.has_value(); });
  ExpectFailure(*first, SendOutcome::kUnknown, Kind::kTimeout);
  EXPECT_EQ(held.size(), 1U) << "the second was never sent";
  EXPECT_LE(proxy->connections(), 2);
}

TEST_F(HttpsClientTest, SpeakingTlsToAPlainServerMeansNotSent) {
  const auto plain = stage_.Serve([](const ServerRequest&) { return Text("hello"); });
  HttpClientOptions options = Trusting(identity_.certificate_file, "localhost");
  options.origin.port = plain->port();
  const auto client = stage_.Client(options);
  ExpectFailure(stage_.Ask(*client, {}), SendOutcome::kNotSent, Kind::kTls);
}

TEST_F(HttpsClientTest, AMissingAuthorityFileIsSaidAtOnce) {
  const auto client =
      HttpClient::Open(stage_.loop, stage_.clock, Trusting("no/such.pem", "localhost"));
  ASSERT_FALSE(client);
  EXPECT_NE(client.error().message.find("no/such.pem"), std::string::npos);
}

}  // namespace
}  // namespace keel::net
