// SPDX-License-Identifier: MIT
// Passwords, tokens, keys and tickets are told once, to whom they belong, and are found nowhere
// else: no answer, file or entry of the audit has one.
#include <gtest/gtest.h>

#include <filesystem>

#include "net/websocket_client.h"
#include "server/testing/desk_stage.h"

namespace keel::server {
namespace {

using testing::Bearer;
using testing::Cookie;
using testing::Credential;
using testing::DeskStage;
using testing::TextOf;

std::string Body(std::initializer_list<std::pair<std::string, std::string>> members) {
  base::JsonWriter json;
  json.BeginObject();
  for (const auto& [name, text] : members) json.Key(name).String(text);
  return json.EndObject().Take();
}

class DeskSecretsTest : public ::testing::Test {
 protected:
  DeskSecretsTest() { desk_.Serve(); }

  /// Asks, and keeps what is answered to be searched, but for what is told to its owner.
  net::HttpResponse Ask(const std::string& method, const std::string& path,
                        const Credential& credential = {}, const std::string& body = "",
                        const net::Headers& more = {}) {
    const auto answer = desk_.Ask(method, path, credential, body, more);
    std::string text = answer.body;
    for (const auto& [name, value] : answer.headers) text += '\n' + name + ": " + value;
    answers_.push_back(text);
    return answer;
  }
  /// Those that tell something once.
  std::string AskForSecret(const std::string& path, const Credential& credential,
                           const std::string& body, const std::string& member) {
    const auto answer = desk_.Ask("POST", path, credential, body);
    const std::string secret = TextOf(answer.body, member);
    EXPECT_GE(secret.size(), 40U) << answer.body;
    return Secret(secret);
  }
  std::string SignIn(const std::string& path, const std::string& body) {
    const auto answer = desk_.Ask("POST", path, {}, body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    const std::string cookie(net::FindHeader(answer.headers, "Set-Cookie").value_or(""));
    EXPECT_NE(cookie.find("; HttpOnly; SameSite=Strict; Max-Age=43200"), std::string::npos);
    answers_.push_back(answer.body);
    return Secret(cookie.substr(13, cookie.find(';') - 13));  // "keel_session="
  }
  std::string Secret(const std::string& text) { return secrets_.emplace_back(text); }

  std::map<std::string, std::string> Files() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(desk_.home.path())) {
      if (!entry.is_regular_file()) continue;
      files[entry.path().string()] = base::os::ReadFile(entry.path().string()).value_or("");
    }
    return files;
  }
  void ExpectNoSecretIn(const std::string& text, const std::string& where) {
    for (const std::string& secret : secrets_) {
      EXPECT_EQ(text.find(secret), std::string::npos) << secret << " in " << where;
    }
  }
  /// Everything that a desk is asked which has to do with secrets.
  Credential LiveThroughADay();
  void GuessAndMisplace(const std::string& key, const std::string& token);

  DeskStage desk_;
  std::vector<std::string> answers_, secrets_;
};

Credential DeskSecretsTest::LiveThroughADay() {
  const auto file = base::os::ReadFile(desk_.home.path() + "/access/setup-token").value_or("");
  const std::string setup = Secret(std::string(base::Trim(file)));
  const std::string password = Secret("canary-of-ada-1"), next = Secret("canary-of-ada-2");
  Ask("POST", "/setup", {},
      Body({{"token", Secret(std::string(43, 'W'))}, {"user", "ada"}, {"password", password}}));
  const std::string token =
      SignIn("/setup", Body({{"token", setup}, {"user", "ada"}, {"password", password}}));
  const Credential ada = Cookie(token);
  Ask("POST", "/setup", {}, Body({{"token", setup}, {"user", "eve"}, {"password", password}}));
  SignIn("/login", Body({{"user", "ada"}, {"password", password}}));
  Ask("POST", "/users", ada,
      Body({{"user", "tom"}, {"password", Secret("canary-of-tom-1")}, {"role", "trader"}}));
  Ask("PATCH", "/users/tom", ada, Body({{"password", Secret("canary-of-tom-2")}}));
  Ask("POST", "/users", ada,
      Body({{"user", "tim"}, {"password", Secret("canary7")}, {"role", "trader"}}));
  const std::string key =
      AskForSecret("/keys", ada, Body({{"name", "robot"}, {"role", "trader"}}), "token");
  AskForSecret("/stream-tickets", ada, "", "ticket");
  Ask("POST", "/password", ada, Body({{"old_password", password}, {"new_password", next}}));
  Ask("POST", "/reauthenticate", ada, Body({{"password", next}}));
  GuessAndMisplace(key, token);
  return ada;
}

void DeskSecretsTest::GuessAndMisplace(const std::string& key, const std::string& token) {
  const std::string wrong = Secret("canary-that-is-wrong");
  Ask("POST", "/login", {}, Body({{"user", "ada"}, {"password", wrong}}));
  Ask("POST", "/login", {}, Body({{"user", wrong}, {"password", "ada"}}));
  Ask("POST", "/reauthenticate", Cookie(token), Body({{"password", wrong}}));
  Ask("POST", "/link", {}, Body({{"token", wrong}}));
  Ask("GET", "/me", Bearer(wrong));
  Ask("GET", "/me", Cookie(key));
  Ask("POST", "/halt", Bearer(key), R"({"reason":"a test"})");
  Ask("POST", "/resume?token=" + key, Bearer(key), R"({"reason":"a test"})",
      {{"Idempotency-Key", "k"}});
  Ask("DELETE", "/orders/1?token=" + token, Cookie(token));
  EXPECT_EQ(Ask("DELETE", "/keys/" + key, Cookie(token)).status, 400);
  Ask("DELETE", "/keys/" + token, Cookie(token));
  Ask("POST", "/users", Bearer(key),
      Body({{"user", "ted"}, {"password", wrong}, {"role", "admin"}}));
  desk_.Ask("POST", "/login", {}, R"({"user":"ada","password":")" + wrong + "\",}");
}

TEST_F(DeskSecretsTest, AreInNoAnswer) {
  const Credential ada = LiveThroughADay();
  for (const char* path : {"/users", "/keys", "/audit", "/me", "/system", "/desk"}) {
    EXPECT_EQ(Ask("GET", path, ada).status, 200) << path;
  }
  for (const Route& route : desk_.server->routes()) {
    if (route.head.method == "GET") Ask("GET", std::string(route.head.path), ada);
  }
  answers_.push_back(desk_.AskRoot("GET", "/metrics", ada).body);
  EXPECT_NE(answers_.back().find("keel_http_requests_total"), std::string::npos);
  EXPECT_GE(secrets_.size(), 11U);
  EXPECT_GE(answers_.size(), 20U);
  for (const std::string& answer : answers_) ExpectNoSecretIn(answer, answer);
}

TEST_F(DeskSecretsTest, AreInNoFile) {
  LiveThroughADay();
  const auto files = Files();
  EXPECT_GE(files.size(), 2U);
  for (const auto& [path, bytes] : files) ExpectNoSecretIn(bytes, path);
  const std::string& users = files.at(desk_.home.path() + "/access/users.json");
  EXPECT_NE(users.find("$argon2id$"), std::string::npos) << "hashes are";
  EXPECT_FALSE(files.contains(desk_.home.path() + "/access/setup-token")) << "it is spent";
}

TEST_F(DeskSecretsTest, ActsAreInTheAuditNonetheless) {
  const Credential ada = LiveThroughADay();
  const std::string audit = Ask("GET", "/audit", ada).body;
  for (const char* act :
       {"\"setup\"", "\"login\"", "\"add-user\"", "\"set-password\"", "\"add-key\"",
        "\"change-password\"", "\"reauthenticate\"", "POST /api/v1/halt", "POST /api/v1/resume",
        "wrong password", "no such user"}) {
    EXPECT_NE(audit.find(act), std::string::npos) << act << " in " << audit;
  }
}

TEST_F(DeskSecretsTest, AKeyIsNotToldAgainToWhoRepeatsTheRequest) {
  const Credential ada = LiveThroughADay();
  const std::string body = Body({{"name", "robot"}, {"role", "viewer"}});
  const net::Headers again = {{"Idempotency-Key", "the same"}};
  const auto first = desk_.Ask("POST", "/keys", ada, body, again);
  const auto second = desk_.Ask("POST", "/keys", ada, body, again);
  EXPECT_EQ(first.status, 201) << first.body;
  EXPECT_NE(first.body, second.body);
}

}  // namespace
}  // namespace keel::server
