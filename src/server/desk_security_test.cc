// SPDX-License-Identifier: MIT
// What the list of docs/security.md promises of the desk and no other test of it shows: forged
// tokens, reasons of dangerous acts, guesses at passwords, and answers that come before the router.
#include <gtest/gtest.h>

#include <algorithm>

#include "server/testing/desk_stage.h"

namespace keel::server {
namespace {

using testing::Bearer;
using testing::Cookie;
using testing::Credential;
using testing::DeskStage;
using testing::TextOf;

class DeskSecurityTest : public ::testing::Test {
 protected:
  DeskSecurityTest() {
    desk_.AddPeople();
    desk_.Serve();
  }
  /// What is answered to these bytes, whole.
  std::string Talk(const std::string& bytes) {
    return net::testing::TalkTo(desk_.stage.loop, desk_.server->port(), bytes).bytes;
  }
  std::string Head(const std::string& line, const std::string& more) const {
    return fmt::format("{} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{}\r\n", line, desk_.server->port(),
                       more);
  }
  net::HttpResponse Login(const std::string& user, const std::string& password,
                          const Credential& credential = {}) {
    return desk_.Ask("POST", "/login", credential,
                     fmt::format(R"({{"user":"{}","password":"{}"}})", user, password));
  }
  static std::string TokenIn(const net::HttpResponse& answer) {
    const std::string cookie(net::FindHeader(answer.headers, "Set-Cookie").value_or(""));
    const size_t begin = cookie.find('=');
    return begin == std::string::npos ? "" : cookie.substr(begin + 1, cookie.find(';') - begin - 1);
  }

  DeskStage desk_;
};

/// Strings that are nearly a good one, and those that other systems have taken for one.
std::vector<std::string> ForgeriesOf(const std::string& good) {
  std::vector<std::string> forged = {good.substr(1), good + "A",        good + "=",
                                     ' ' + good,     good + ',' + good, base::ToLower(good)};
  forged.push_back(good.substr(0, good.size() - 1));
  for (const char* text : {"' OR '1'='1", "../users.json", "%00", "null", "admin", "keel_"}) {
    forged.emplace_back(text);
  }
  for (size_t at = 0; at < good.size(); ++at) {
    std::string other = good;
    other[at] = other[at] == 'B' ? 'C' : 'B';
    forged.push_back(other);
  }
  // {"alg":"none"} . {"sub":"ada","role":"admin"}, and one that says HS256 with no key
  forged.emplace_back("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEiLCJyb2xlIjoiYWRtaW4ifQ.");
  forged.emplace_back(
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEiLCJyb2xlIjoiYWRtaW4ifQ."
      "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
  std::erase(forged, good);
  return forged;
}

TEST_F(DeskSecurityTest, AForgedTokenOpensNothing) {
  const std::string session = desk_.SignIn("admin"), key = desk_.Key(Role::kAdmin);
  for (const std::string& good : {session, key}) {
    ASSERT_EQ(desk_.Ask("GET", "/me", Bearer(good)).status, 200);
    for (const std::string& forged : ForgeriesOf(good)) {
      EXPECT_EQ(desk_.Ask("GET", "/me", Bearer(forged)).status, 401) << forged;
      EXPECT_EQ(desk_.Ask("GET", "/me", Cookie(forged)).status, 401) << forged;
    }
  }
}

TEST_F(DeskSecurityTest, ATokenOfSomebodyWhoIsGoneOpensNothing) {
  const std::string ended = desk_.SignIn("viewer"), disabled = desk_.SignIn("trader");
  const std::string expired = desk_.Key(Role::kViewer);
  EXPECT_EQ(desk_.Ask("POST", "/logout", Cookie(ended)).status, 204);
  ASSERT_TRUE(desk_.access->SetDisabled(Console(), "trader", true));
  EXPECT_EQ(desk_.Ask("GET", "/me", Bearer(expired)).status, 200);
  for (const std::string& token : {ended, disabled}) {
    EXPECT_EQ(desk_.Ask("GET", "/me", Cookie(token)).status, 401) << token;
  }
  EXPECT_EQ(Login("trader", testing::kStagePassword).status, 401);
  desk_.Wait(base::Days(90));
  EXPECT_EQ(desk_.Ask("GET", "/me", Bearer(expired)).status, 401);
}

TEST_F(DeskSecurityTest, EverySignInIsANewTokenAndNeverOneThatWasBrought) {
  const std::string brought(43, 'x');
  const std::string first = TokenIn(Login("viewer", testing::kStagePassword, Cookie(brought)));
  const std::string second = TokenIn(Login("viewer", testing::kStagePassword, Cookie(first)));
  EXPECT_EQ(first.size(), 43U);
  EXPECT_NE(first, brought);
  EXPECT_NE(first, second);
  EXPECT_EQ(desk_.Ask("GET", "/me", Cookie(brought)).status, 401);
}

TEST_F(DeskSecurityTest, WhoGuessesWaitsAndLearnsNothingOfWhoExists) {
  std::vector<std::string> told;
  for (const char* user : {"viewer", "nobody-of-this-name"}) {
    std::string all;
    for (int i = 0; i < 7; ++i) {
      const auto answer = Login(user, "a wrong guess");
      all += fmt::format("{} {}\n", answer.status, answer.body);
      const bool waits = net::FindHeader(answer.headers, "Retry-After").has_value();
      EXPECT_EQ(waits, answer.status == 429) << answer.body;
    }
    told.push_back(all);
  }
  EXPECT_EQ(told[0], told[1]);
  EXPECT_NE(told[0].find("\n429 "), std::string::npos) << told[0];
  EXPECT_EQ(Login("viewer", testing::kStagePassword).status, 429) << "the right one waits, too";
}

TEST_F(DeskSecurityTest, EveryDangerousActTakesAReason) {
  const Credential admin = Cookie(desk_.SignIn("admin"));
  int dangerous = 0;
  for (const Route& route : desk_.server->routes()) {
    if (!route.head.dangerous) continue;
    Components parts;
    route.input_schema(parts);
    EXPECT_TRUE(std::ranges::any_of(
        parts,
        [](const auto& part) { return part.second.find("\"reason\"") != std::string::npos; }))
        << route.head.path << " has no field for its reason";
    for (const char* body : {"{}", R"({"reason":""})", R"({"reason":"  "})"}) {
      const auto answer =
          desk_.Ask(std::string(route.head.method), std::string(route.head.path), admin, body,
                    {{"Idempotency-Key", fmt::format("{} {}", route.head.path, body)}});
      EXPECT_EQ(answer.status, 400) << route.head.path;
      EXPECT_EQ(TextOf(answer.body, "field"), "reason") << route.head.path;
    }
    ++dangerous;
  }
  EXPECT_GE(dangerous, 2) << "to resume, and to change a limit";
}

TEST_F(DeskSecurityTest, AHaltNeedsNoReasonForEverySecondCounts) {
  const Credential trader = Cookie(desk_.SignIn("trader"));
  desk_.Wait(base::Minutes(14));
  const auto answer = desk_.Ask("POST", "/halt", trader, R"({"reason":""})");
  EXPECT_EQ(answer.status, 404) << "it was asked for, and the session does not run: "
                                << answer.body;
}

TEST_F(DeskSecurityTest, WhatTheServerRefusesByItselfIsSafeToo) {
  const std::string large(17'000, 'x');
  for (const auto& [status, bytes] : std::vector<std::pair<std::string, std::string>>{
           {"400", "GET / HTTP/1.1\r\n\r\n"},
           {"400", Head("GET /", "X: a\r\n b\r\n")},
           {"400", Head("POST /api/v1/login", "Content-Length: 1\r\nContent-Length: 1\r\n") + "x"},
           {"413", Head("POST /api/v1/login", "Content-Length: 1048577\r\n")},
           {"431", Head("GET /", "X: " + large + "\r\n")}}) {
    const std::string answer = Talk(bytes);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + status)) << answer;
    EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos) << answer;
    EXPECT_NE(answer.find("application/problem+json"), std::string::npos) << answer;
    EXPECT_NE(answer.find("\"status\":" + status), std::string::npos) << answer;
    for (const auto& [name, value] : SecurityHeaders(false)) {
      EXPECT_NE(answer.find(name + ": " + value + "\r\n"), std::string::npos) << name << answer;
    }
  }
}

TEST_F(DeskSecurityTest, AHandshakeIsAnsweredSafelyWhetherTakenOrNot) {
  const std::string ask =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: "
      "AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: ";
  for (const auto& [version, status] : {std::pair("13", "101"), std::pair("12", "426")}) {
    const std::string answer = Talk(Head("GET /api/v1/stream", ask + version + "\r\n"));
    EXPECT_TRUE(answer.starts_with(std::string("HTTP/1.1 ") + status)) << answer;
    EXPECT_NE(answer.find("nosniff"), std::string::npos) << answer;
    EXPECT_EQ(answer.find("Beast"), std::string::npos) << "what it is made of is nobody's business";
  }
}

TEST_F(DeskSecurityTest, NoOtherSiteMayRead) {
  const Credential admin = Cookie(desk_.SignIn("admin"));
  for (const char* method : {"GET", "OPTIONS"}) {
    const auto answer = desk_.Ask(method, "/users", admin, "",
                                  {{"Origin", "http://evil.example"},
                                   {"Access-Control-Request-Method", "GET"},
                                   {"Access-Control-Request-Headers", "authorization"}});
    for (const auto& [name, value] : answer.headers) {
      EXPECT_FALSE(base::ToLower(name).starts_with("access-control-")) << name << value;
    }
  }
}

TEST_F(DeskSecurityTest, NoActIsAGet) {
  for (const Route& route : desk_.server->routes()) {
    const bool takes_key = route.head.takes_key || route.head.dangerous;
    EXPECT_FALSE(route.head.method == "GET" && (takes_key || route.acts())) << route.head.path;
  }
}

}  // namespace
}  // namespace keel::server
