// SPDX-License-Identifier: MIT
// The whole desk over real sockets: who may do what, by the table of its routes; what every answer
// carries; and the page. Secrets are in desk_secrets_test.cc.
#include "server/desk_server.h"

#include <gtest/gtest.h>

#include <functional>
#include <iostream>

#include "server/http/testing/references.h"
#include "server/testing/desk_stage.h"

namespace keel::server {
namespace {

using testing::Bearer;
using testing::Cookie;
using testing::Credential;
using testing::DeskStage;
using testing::LiveJournal;
using testing::TextOf;

const net::Headers kGzip = {{"Accept-Encoding", "gzip, br"}};

/// Somebody who asks, made anew for each question: `role` is nobody's where the credential is not
/// good any more.
struct Asker {
  std::string name;
  Role role = Role::kNobody;
  bool is_robot = false, is_stale = false;
  std::function<Credential()> credential;
};

class DeskServerTest : public ::testing::Test {
 protected:
  DeskServerTest() {
    desk_.AddPeople();
    desk_.Serve();
  }

  std::vector<Asker> Askers() {
    const auto aged = [this](base::Duration age) {
      const std::string token = desk_.SignIn("admin");
      desk_.Wait(age);
      return token;
    };
    const std::string forged(43, 'A');
    std::vector<Asker> askers = {
        {.name = "nobody", .credential = [] { return Credential{}; }},
        {.name = "a forged cookie", .credential = [=] { return Cookie(forged); }},
        {.name = "a forged token", .credential = [=] { return Bearer(forged); }},
        {.name = "no token", .credential = [] { return Bearer(""); }},
        {.name = "the user of a proxy",
         .credential =
             [] {
               return Credential{{"Authorization", "Basic YTpi"}};
             }},
        {.name = "an ended session", .credential = [=] { return Cookie(aged(base::Hours(12))); }},
        {.name = "a stale admin", .role = Role::kAdmin, .is_stale = true, .credential = [=] {
           return Cookie(aged(base::Minutes(15)));
         }}};
    for (const Role role : {Role::kViewer, Role::kTrader, Role::kRisk, Role::kAdmin}) {
      const std::string name(RoleText(role)), key = desk_.Key(role);
      askers.push_back({.name = name, .role = role, .credential = [=, this] {
                          return Cookie(desk_.SignIn(name));
                        }});
      askers.push_back({.name = "the token of " + name, .role = role, .credential = [=, this] {
                          return Bearer(desk_.SignIn(name));
                        }});
      askers.push_back(
          {.name = "a key of " + name, .role = role, .is_robot = true, .credential = [=] {
             return Bearer(key);
           }});
      askers.push_back(
          {.name = "a key of " + name + " in a cookie", .credential = [=] { return Cookie(key); }});
    }
    return askers;
  }
  /// What the table says: 401, 403, or 0 for whatever the handler answers.
  static int Expected(const RouteHead& head, const Asker& asker) {
    if (head.role == Role::kNobody) return 0;
    if (asker.role == Role::kNobody) return 401;
    if (asker.role < head.role) return 403;
    const bool changes = head.method != "GET" && !head.is_open && !head.only_asks;
    if (changes && asker.is_stale) return 403;
    return head.dangerous && asker.is_robot ? 403 : 0;
  }
  net::HttpResponse AskAs(const RouteHead& head, const Credential& credential) {
    std::string path(head.path);
    for (const std::string field : {"{id}", "{user}", "{name}"}) {
      if (const size_t at = path.find(field); at != std::string::npos) {
        path.replace(at, field.size(), "123456");
      }
    }
    const bool has_body = head.method == "POST" || head.method == "PATCH";
    return desk_.Ask(std::string(head.method), path, credential, has_body ? "{}" : "",
                     {{"Idempotency-Key", std::to_string(++asked_)}});
  }

  DeskStage desk_;
  int asked_ = 0;
};

TEST_F(DeskServerTest, EveryRouteLetsInWhomTheTableSays) {
  int cells = 0, let_in = 0;
  for (const Asker& asker : Askers()) {
    for (const Route& route : desk_.server->routes()) {
      const auto answer = AskAs(route.head, asker.credential());
      const int expected = Expected(route.head, asker);
      const std::string cell = fmt::format("{} {} as {}: {}", route.head.method, route.head.path,
                                           asker.name, answer.body);
      if (expected != 0) {
        EXPECT_EQ(answer.status, expected) << cell;
      } else if (route.head.is_open) {
        EXPECT_NE(answer.status, 403) << cell;  // 401 is for a wrong password here
      } else {
        EXPECT_TRUE(answer.status != 401 && answer.status != 403) << answer.status << ' ' << cell;
      }
      ++cells;
      let_in += expected == 0 ? 1 : 0;
    }
  }
  std::cout << cells << " cells of " << desk_.server->routes().size() << " routes, " << let_in
            << " of them let in\n";
  EXPECT_GE(desk_.server->routes().size(), 40U);
}

TEST_F(DeskServerTest, WhoIsNotLetInIsNotToldWhy) {
  for (const Route& route : desk_.server->routes()) {
    if (route.head.role == Role::kNobody) continue;
    const auto stranger = AskAs(route.head, {});
    EXPECT_EQ(stranger.body, R"({"type":"about:blank","title":"Unauthorized","status":401})");
    if (route.head.role == Role::kViewer) continue;
    const auto viewer = AskAs(route.head, Cookie(desk_.SignIn("viewer")));
    EXPECT_EQ(viewer.body, R"({"type":"about:blank","title":"Forbidden","status":403})");
  }
}

TEST_F(DeskServerTest, WhoIsStaleIsAskedForThePasswordAndGoesOn) {
  const Credential trader = Cookie(desk_.SignIn("trader"));
  desk_.Wait(base::Minutes(15));
  const auto refused = desk_.Ask("DELETE", "/orders/1", trader);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(TextOf(refused.body, "type"), kShowPassword);
  EXPECT_EQ(desk_.Ask("GET", "/orders", trader).status, 200) << "looking goes on";
  EXPECT_EQ(desk_.Ask("POST", "/stream-tickets", trader).status, 200) << "and the stream";
  EXPECT_EQ(desk_.Ask("POST", "/reauthenticate", trader, R"({"password":"wrong"})").status, 403)
      << "and no 401: a page would take that for the end of the session";
  EXPECT_EQ(desk_.Ask("DELETE", "/orders/1", trader).status, 403) << "still";
  EXPECT_EQ(desk_
                .Ask("POST", "/reauthenticate", trader,
                     R"({"password":")" + testing::kStagePassword + "\"}")
                .status,
            200);
  EXPECT_EQ(desk_.Ask("DELETE", "/orders/1", trader).status, 404) << "the session does not run";
}

TEST_F(DeskServerTest, LookingOnDoesNotKeepASessionFresh) {
  const Credential trader = Cookie(desk_.SignIn("trader"));
  for (int i = 0; i < 4; ++i) {
    desk_.Wait(base::Minutes(5));
    EXPECT_EQ(desk_.Ask("POST", "/stream-tickets", trader).status, 200);
  }
  EXPECT_EQ(desk_.Ask("DELETE", "/orders/1", trader).status, 403);
}

TEST_F(DeskServerTest, WhatIsDangerousTakesAPasswordShownJustBefore) {
  const Credential risk = Cookie(desk_.SignIn("risk"));
  const net::Headers key = {{"Idempotency-Key", "k"}};
  const std::string body = R"({"reason":"all is well"})";
  EXPECT_EQ(desk_.Ask("POST", "/resume", risk, body, key).status, 404) << "it does not run";
  desk_.Wait(base::Minutes(5));
  const auto refused = desk_.Ask("POST", "/resume", risk, body, {{"Idempotency-Key", "l"}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(TextOf(refused.body, "type"), kShowPassword);
  EXPECT_EQ(desk_.Ask("DELETE", "/orders/1", risk).status, 404) << "other changes go on";
}

TEST_F(DeskServerTest, EveryAnswerCarriesWhatKeepsABrowserSafe) {
  const auto expect_safe = [](const net::HttpResponse& answer, const std::string& what) {
    for (const char* name :
         {"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
          "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Cache-Control"}) {
      EXPECT_TRUE(net::FindHeader(answer.headers, name)) << name << " of " << what;
    }
    EXPECT_FALSE(net::FindHeader(answer.headers, "Access-Control-Allow-Origin")) << what;
    EXPECT_FALSE(net::FindHeader(answer.headers, "Strict-Transport-Security")) << "not over TLS";
  };
  for (const Route& route : desk_.server->routes()) {
    expect_safe(AskAs(route.head, {}), std::string(route.head.path));
  }
  const net::Headers upgrade = {{"Connection", "Upgrade"},
                                {"Upgrade", "websocket"},
                                {"Sec-WebSocket-Version", "13"},
                                {"Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="},
                                {"Origin", "http://evil.example"}};
  const Credential admin = Cookie(desk_.SignIn("admin"));
  for (const auto& [method, target, headers] :
       std::vector<std::tuple<std::string, std::string, net::Headers>>{
           {"GET", "/", kGzip},
           {"GET", "/", {}},
           {"POST", "/", {}},
           {"GET", "/assets/none", kGzip},
           {"GET", "/assets/app-3f2a.js", kGzip},
           {"GET", "/health", {}},
           {"GET", "/ready", {}},
           {"GET", "/openapi.json", {}},
           {"GET", "/api/v1/none", {}},
           {"PUT", "/api/v1/me", {}},
           {"GET", "/api/v1/users?x=1", admin},
           {"GET", "/api/v1/me", admin},
           {"GET", "/api/v1/stream", upgrade},
           {"GET", "/elsewhere", upgrade}}) {
    expect_safe(desk_.AskRoot(method, target, headers), method + ' ' + target);
  }
}

TEST_F(DeskServerTest, WhatIsSecretIsNotCached) {
  const Credential admin = Cookie(desk_.SignIn("admin"));
  for (const char* path : {"/me", "/users", "/audit", "/keys"}) {
    EXPECT_EQ(net::FindHeader(desk_.Ask("GET", path, admin).headers, "Cache-Control"), "no-store");
  }
}

TEST_F(DeskServerTest, ThePageIsWhereverThePageIsNot) {
  for (const char* target :
       {"/", "/index.html", "/orders/17", "/settings?tab=keys", "/api", "/x/y"}) {
    const auto answer = desk_.AskRoot("GET", target, kGzip);
    EXPECT_EQ(answer.status, 200) << target;
    EXPECT_EQ(answer.body, "the page") << target;
    EXPECT_EQ(net::FindHeader(answer.headers, "Content-Type"), "text/html");
    EXPECT_EQ(net::FindHeader(answer.headers, "Content-Encoding"), "gzip");
    EXPECT_EQ(net::FindHeader(answer.headers, "Cache-Control"), "no-cache") << target;
  }
  EXPECT_EQ(desk_.AskRoot("GET", "/favicon.svg", kGzip).body, "the icon");
}

TEST_F(DeskServerTest, AnAssetIsKeptForEverOrNotThere) {
  const auto script = desk_.AskRoot("GET", "/assets/app-3f2a.js", kGzip);
  EXPECT_EQ(script.body, "the script");
  EXPECT_EQ(net::FindHeader(script.headers, "Cache-Control"),
            "public, max-age=31536000, immutable");
  EXPECT_EQ(desk_.AskRoot("GET", "/assets/app-0000.js", kGzip).status, 404) << "not the page";
  EXPECT_EQ(desk_.AskRoot("GET", "/assets/app-3f2a.js").status, 406);
  EXPECT_EQ(desk_.AskRoot("HEAD", "/", kGzip).status, 200);
  const auto posted = desk_.AskRoot("POST", "/");
  EXPECT_EQ(posted.status, 405);
  EXPECT_EQ(net::FindHeader(posted.headers, "Allow"), "GET, HEAD");
}

TEST_F(DeskServerTest, NoPathLeavesTheTableOfAssets) {
  for (const char* target :
       {"/../access/users.json", "/%2e%2e/access/users.json", "/assets/../../access/users.json",
        "/assets/..%2f..%2faccess%2fusers.json", "/assets/%2e%2e/index.html", "//etc/passwd",
        "/assets//etc/passwd", "/assets/app-3f2a.js%00", "/..\\access\\users.json",
        "/assets/app-3f2a.js/", "/ASSETS/app-3f2a.js"}) {
    const auto answer = desk_.AskRoot("GET", target, kGzip);
    EXPECT_TRUE(answer.status == 404 || answer.body == "the page") << target << answer.body;
  }
}

TEST_F(DeskServerTest, AHealthCheckNeedsNoCredential) {
  EXPECT_EQ(desk_.AskRoot("GET", "/health").body, R"({"status":"up"})");
  EXPECT_EQ(desk_.AskRoot("GET", "/ready").status, 503) << "the session does not run";
  for (const char* target : {"/health", "/ready", "/openapi.json"}) {
    EXPECT_EQ(desk_.AskRoot("DELETE", target).status, 405) << target;
  }
}

TEST_F(DeskServerTest, ItsDocumentIsItsTable) {
  const auto document = base::ParseJson(desk_.AskRoot("GET", "/openapi.json").body);
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(testing::DanglingReferences(*document), std::vector<std::string>{});
  size_t operations = 0;
  for (const auto& [path, methods] : document->Find("paths")->members) {
    operations += methods.members.size();
  }
  EXPECT_EQ(operations, desk_.server->routes().size());
  for (const Route& route : desk_.server->routes()) {
    const auto* path =
        document->Find("paths")->Find(std::string(kApiRoot) + std::string(route.head.path));
    ASSERT_NE(path, nullptr) << route.head.path;
    const auto* operation = path->Find(base::ToLower(route.head.method));
    ASSERT_NE(operation, nullptr) << route.head.method << route.head.path;
    EXPECT_EQ(operation->Find("x-role")->text, RoleText(route.head.role)) << route.head.path;
    EXPECT_FALSE(operation->Find("summary")->text.empty()) << route.head.path;
  }
}

TEST_F(DeskServerTest, NoTwoStructsShareANameInTheDocument) {
  Components all;
  for (const Route& route : desk_.server->routes()) {
    Components own;
    route.output_schema(own);
    for (const auto& [name, schema] : own) {
      EXPECT_EQ(all.emplace(name, schema).first->second, schema) << name << route.head.path;
    }
  }
  EXPECT_GT(all.size(), 15U);
}

TEST(DeskServer, IsReachedByOthersOnlyOverTlsOrBehindAProxy) {
  DeskStage desk;
  for (const char* address : {"0.0.0.0", "::", "192.168.1.1", "127.0.0.2", "", "localhost.evil"}) {
    DeskOptions options = desk.Options();
    options.address = address;
    const auto started =
        DeskServer::Start(desk.stage.loop, desk.clock, *desk.access, std::move(options));
    ASSERT_FALSE(started) << address;
    EXPECT_EQ(started.error().code, base::ErrorCode::kUsage) << address;
    EXPECT_NE(started.error().message.find("--behind-proxy"), std::string::npos) << address;
  }
  DeskOptions options = desk.Options();
  options.address = "127.0.0.2";
  options.behind_proxy = true;
  EXPECT_TRUE(DeskServer::Start(desk.stage.loop, desk.clock, *desk.access, std::move(options)));
}

TEST(DeskServer, OverTlsTheCookieNeverGoesInTheClear) {
  DeskStage desk;
  desk.AddPeople();
  DeskOptions options = desk.Options();
  const auto tls = net::testing::MakeCertificate(desk.home.path(), "desk");
  ASSERT_TRUE(tls) << tls.error().message;
  options.tls = *tls;
  desk.Serve(std::move(options));
  net::HttpClientOptions trusting{.origin = {true, "127.0.0.1", desk.server->port()}};
  trusting.trust.ca_file = desk.home.File("desk.pem");
  desk.client = desk.stage.Client(trusting);
  const auto in = desk.Ask("POST", "/login", {},
                           R"({"user":"ada","password":")" + testing::kStagePassword + "\"}");
  EXPECT_EQ(in.status, 200) << in.body;
  const auto cookie = net::FindHeader(in.headers, "Set-Cookie").value_or("");
  EXPECT_NE(cookie.find("; Secure"), std::string::npos) << cookie;
  EXPECT_TRUE(net::FindHeader(in.headers, "Strict-Transport-Security"));
}

}  // namespace
}  // namespace keel::server
