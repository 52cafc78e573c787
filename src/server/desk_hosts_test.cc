// SPDX-License-Identifier: MIT
// A page that points a name of its own at this machine gets nothing, over a socket: neither the
// API, nor the page, nor the stream.
#include <gtest/gtest.h>

#include "server/testing/desk_stage.h"

namespace keel::server {
namespace {

using testing::DeskStage;

class DeskHostsTest : public ::testing::Test {
 protected:
  /// What is answered to a GET for `host`, whole; its head says `more`.
  std::string Get(const std::string& target, const std::string& host,
                  const std::string& more = "") {
    const auto heard = net::testing::TalkTo(
        desk_.stage.loop, desk_.server->port(),
        fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\n{}\r\n", target, host,
                    more.empty() ? "Connection: close\r\nAccept-Encoding: gzip\r\n" : more));
    return heard.bytes;
  }
  std::string Own(const std::string& name) const {
    return fmt::format("{}:{}", name, desk_.server->port());
  }
  static int StatusOf(const std::string& answer) {
    return answer.size() < 12 ? 0 : std::stoi(answer.substr(9, 3));
  }

  DeskStage desk_;
};

const std::string kStreamUpgrade =
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

TEST_F(DeskHostsTest, AForeignNameIsMisdirected) {
  desk_.Serve();
  for (const char* target : {"/api/v1/desk", "/", "/openapi.json", "/assets/app-3f2a.js"}) {
    EXPECT_EQ(StatusOf(Get(target, Own("localhost"))), 200) << target;
    const std::string refused = Get(target, Own("evil.example"));
    EXPECT_EQ(StatusOf(refused), 421) << target;
    EXPECT_NE(refused.find("application/problem+json"), std::string::npos) << refused;
    EXPECT_NE(refused.find("--allow-host"), std::string::npos) << refused;
    EXPECT_NE(refused.find("Content-Security-Policy"), std::string::npos) << refused;
    EXPECT_EQ(refused.find("evil"), std::string::npos) << "nothing is said back";
  }
}

TEST_F(DeskHostsTest, NorDoesItGetTheStream) {
  desk_.Serve();
  EXPECT_EQ(StatusOf(Get("/api/v1/stream", Own("evil.example"), kStreamUpgrade)), 421);
  EXPECT_EQ(StatusOf(Get("/api/v1/stream", Own("127.0.0.1"), kStreamUpgrade)), 101);
}

TEST_F(DeskHostsTest, AProbeComesByWhateverNameItKnows) {
  desk_.Serve();
  EXPECT_EQ(StatusOf(Get("/health", "10.0.0.7:8080")), 200);
  EXPECT_EQ(StatusOf(Get("/ready", "desk.pod.cluster")), 503) << "the session does not run";
}

TEST_F(DeskHostsTest, TwoHostsOrNoneAreABadRequest) {
  desk_.Serve();
  EXPECT_EQ(StatusOf(Get("/", Own("localhost"), "Host: evil\r\nConnection: close\r\n")), 400);
  const auto none = net::testing::TalkTo(desk_.stage.loop, desk_.server->port(),
                                         "GET /api/v1/desk HTTP/1.0\r\n\r\n");
  EXPECT_EQ(StatusOf(none.bytes), 400) << none.bytes;
}

TEST_F(DeskHostsTest, FurtherNamesAreServedAtAnyPort) {
  DeskOptions options = desk_.Options();
  options.behind_proxy = true;
  options.allowed_hosts = {"desk.example.com"};
  desk_.Serve(std::move(options));
  EXPECT_EQ(StatusOf(Get("/api/v1/desk", "desk.example.com")), 200);
  EXPECT_EQ(StatusOf(Get("/api/v1/desk", "localhost:9000")), 200) << "the proxy's port";
  EXPECT_EQ(StatusOf(Get("/api/v1/desk", "other.example.com")), 421);
}

TEST_F(DeskHostsTest, ANameThatIsNoneIsToldBeforeAnythingIsServed) {
  DeskOptions options = desk_.Options();
  options.allowed_hosts = {"https://desk.example.com"};
  const auto started =
      DeskServer::Start(desk_.stage.loop, desk_.clock, *desk_.access, std::move(options));
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, base::ErrorCode::kUsage);
}

}  // namespace
}  // namespace keel::server
