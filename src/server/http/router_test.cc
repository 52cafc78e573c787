// SPDX-License-Identifier: MIT
// What the table of routes lets in, and what it says to everything else. Keys of repeated requests
// are in idempotency_test.cc.
#include "server/http/router.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "server/http/static_files.h"
#include "server/http/testing/router_stage.h"

namespace keel::server {
namespace {

using testing::DetailOf;
using testing::FieldOf;
using testing::Request;
using testing::RouterStage;

TEST(Router, AnswersARouteWithItsFields) {
  RouterStage stage;
  const auto answer = stage.Ask(Request("GET", "/notes/7?open=true&limit=3"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(net::FindHeader(answer.headers, "Content-Type"), "application/json");
  EXPECT_EQ(answer.body, R"({"id":7,"text":"open limit 3"})");
}

TEST(Router, WhatIsNotInTheTableIs404) {
  RouterStage stage;
  for (const char* target : {"/nothing", "/notes/7/8", "/notes/", "/", "//", "/NOTES", "/notes//",
                             "/../notes", "/notes%2f7"}) {
    EXPECT_EQ(stage.Ask(Request("GET", target)).status, 404) << target;
  }
}

TEST(Router, AnotherMethodIs405AndToldWhichFit) {
  RouterStage stage;
  const auto answer = stage.Ask(Request("PUT", "/notes/7"));
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(net::FindHeader(answer.headers, "Allow"), "GET, PATCH, DELETE");
  for (const char* method : {"OPTIONS", "TRACE", "get", "HEAD", "CONNECT"}) {
    EXPECT_EQ(stage.Ask(Request(method, "/notes/7")).status, 405) << method;
  }
  EXPECT_EQ(stage.carried(), 0);
}

TEST(Router, APathThatStandsInTheTableIsNoFieldOfAnother) {
  RouterStage stage;
  const auto answer = stage.Ask(Request("GET", "/names/search"));
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(net::FindHeader(answer.headers, "Allow"), "POST");
  EXPECT_EQ(stage.Ask(Request("GET", "/names/searches")).status, 200);
}

TEST(Router, AFieldThatIsNotKnownIsNamed) {
  RouterStage stage;
  for (const net::ServerRequest& request :
       {Request("GET", "/notes/7?opne=true"), Request("POST", "/notes", R"({"text":"a","opne":1})"),
        Request("PATCH", "/notes/7", R"({"opne":null})"), Request("DELETE", "/notes/7?opne=")}) {
    const auto answer = stage.Ask(request);
    EXPECT_EQ(answer.status, 400) << request.method;
    EXPECT_EQ(net::FindHeader(answer.headers, "Content-Type"), "application/problem+json");
    EXPECT_NE(DetailOf(answer).find("opne"), std::string::npos) << answer.body;
    EXPECT_EQ(FieldOf(answer), "opne") << answer.body;
  }
}

TEST(Router, AFieldThatIsGivenTwiceIsNamed) {
  RouterStage stage;
  const auto query = stage.Ask(Request("GET", "/notes/7?open=true&open=true"));
  EXPECT_EQ(query.status, 400);
  EXPECT_EQ(FieldOf(query), "open");
  const auto path = stage.Ask(Request("GET", "/notes/7?id=8"));
  EXPECT_EQ(path.status, 400);
  EXPECT_EQ(FieldOf(path), "id");
  const auto both = stage.Ask(Request("PATCH", "/notes/7", R"({"id":8})"));
  EXPECT_EQ(both.status, 400);
  EXPECT_EQ(FieldOf(both), "id");
  const auto body = stage.Ask(Request("POST", "/notes", R"({"text":"a","text":"b"})"));
  EXPECT_EQ(body.status, 400);
  EXPECT_NE(DetailOf(body).find("\"text\""), std::string::npos) << body.body;
}

TEST(Router, AFieldOfTheWrongKindIsNamed) {
  RouterStage stage;
  for (const char* target : {"/notes/7?limit=three", "/notes/7?limit=1.5",
                             "/notes/7?limit=", "/notes/7?limit=9223372036854775808",
                             "/notes/7?limit=1e999", "/notes/7?limit=[1]"}) {
    const auto answer = stage.Ask(Request("GET", target));
    EXPECT_EQ(answer.status, 400) << target;
    EXPECT_EQ(FieldOf(answer), "limit") << target;
  }
  EXPECT_EQ(FieldOf(stage.Ask(Request("GET", "/notes/7?open=yes"))), "open");
  EXPECT_EQ(FieldOf(stage.Ask(Request("GET", "/notes/x"))), "id");
  EXPECT_EQ(FieldOf(stage.Ask(Request("POST", "/notes", R"({"text":1})"))), "text");
  EXPECT_EQ(FieldOf(stage.Ask(Request("POST", "/notes", R"({"text":null})"))), "text");
  EXPECT_EQ(FieldOf(stage.Ask(Request("POST", "/notes", R"({"text":"a","weight":1e999})"))),
            "weight");
}

TEST(Router, AFieldThatIsMissingIsNamed) {
  RouterStage stage;
  EXPECT_EQ(FieldOf(stage.Ask(Request("POST", "/notes", "{}"))), "text");
  EXPECT_EQ(FieldOf(stage.Ask(Request("POST", "/notes"))), "text");
}

TEST(Router, ABodyBelongsToPostAndPatch) {
  RouterStage stage;
  EXPECT_EQ(stage.Ask(Request("GET", "/notes/7", "{}")).status, 400);
  EXPECT_EQ(stage.Ask(Request("DELETE", "/notes/7", "{}")).status, 400);
  EXPECT_EQ(stage.Ask(Request("POST", "/notes?text=a")).status, 400);
  EXPECT_EQ(stage.carried(), 0);
}

TEST(Router, ABodyIsJsonAndSaysSo) {
  RouterStage stage;
  for (const char* type :
       {"text/plain", "application/x-www-form-urlencoded", "", "application/jsonx",
        "text/plain; application/json", "multipart/form-data"}) {
    auto request = Request("POST", "/notes", R"({"text":"a"})");
    request.headers = {{"X-Role", "admin"}, {"Content-Type", type}};
    EXPECT_EQ(stage.Ask(request).status, 415) << type;
    request.headers.pop_back();
    EXPECT_EQ(stage.Ask(request).status, 415) << "none at all";
  }
  auto request = Request("POST", "/notes", R"({"text":"a"})");
  request.headers = {{"X-Role", "admin"}, {"content-type", "Application/JSON; charset=utf-8"}};
  EXPECT_EQ(stage.Ask(request).status, 201);
}

TEST(Router, ABodyIsAnObject) {
  RouterStage stage;
  for (const char* body : {"[]", "1", "null", "\"a\"", "{", "{}{}", "{\"text\":\"a\"}x", "\xff"}) {
    EXPECT_EQ(stage.Ask(Request("POST", "/notes", body)).status, 400) << body;
  }
}

TEST(Router, ABodyHasItsLimits) {
  RouterStage stage;
  const auto of_size = [](size_t size) {
    return R"({"text":")" + std::string(size - 11, 'x') + "\"}";
  };
  EXPECT_EQ(stage.Ask(Request("POST", "/notes", of_size(64 * 1024))).status, 201);
  EXPECT_EQ(stage.Ask(Request("POST", "/notes", of_size(64 * 1024 + 1))).status, 413);
  const auto of_depth = [](size_t depth) {
    return R"({"text":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  EXPECT_EQ(FieldOf(stage.Ask(Request("POST", "/notes", of_depth(32)))), "text") << "a wrong kind";
  for (const size_t depth : {33, 64, 65, 30'000}) {
    const auto answer = stage.Ask(Request("POST", "/notes", of_depth(depth)));
    EXPECT_EQ(answer.status, 400) << depth;
    EXPECT_EQ(FieldOf(answer), "") << depth;
  }
}

TEST(Router, AStrangerIs401AndALowRole403WithoutAWord) {
  RouterStage stage;
  const auto stranger = stage.Ask(Request("GET", "/notes/7", "", "nobody"));
  EXPECT_EQ(stranger.status, 401);
  EXPECT_EQ(DetailOf(stranger), "");
  const auto viewer = stage.Ask(Request("DELETE", "/notes/7", "", "viewer"));
  EXPECT_EQ(viewer.status, 403);
  EXPECT_EQ(DetailOf(viewer), "");
  EXPECT_EQ(stage.Ask(Request("POST", "/notes", "not even JSON", "viewer")).status, 403)
      << "a body is not looked at before";
  EXPECT_EQ(stage.Ask(Request("GET", "/public", "", "nobody")).status, 200);
  EXPECT_EQ(stage.carried(), 1);
}

TEST(Router, APageOfAnotherSiteDoesNothing) {
  RouterStage stage;
  const auto from = [&](const net::Headers& headers) {
    auto request = Request("POST", "/notes", R"({"text":"a"})");
    request.headers.insert(request.headers.end(), headers.begin(), headers.end());
    return stage.Ask(request).status;
  };
  for (const char* site : {"cross-site", "same-site", "", "Same-Origin "}) {
    EXPECT_EQ(from({{"Sec-Fetch-Site", site}}), 403) << site;
  }
  for (const char* origin : {"http://evil.example", "null", "https://desk:80", "http://desk.evil",
                             "http://desk:8080", ""}) {
    EXPECT_EQ(from({{"Origin", origin}, {"Host", "desk"}}), 403) << origin;
  }
  EXPECT_EQ(from({{"Origin", "http://desk"}}), 403) << "no host";
  EXPECT_EQ(stage.carried(), 0);
  EXPECT_EQ(from({{"Sec-Fetch-Site", "same-origin"}, {"Origin", "http://desk"}}), 201);
  EXPECT_EQ(from({{"Origin", "http://desk"}, {"Host", "desk"}}), 201);
  EXPECT_EQ(from({}), 201) << "a program";
}

TEST(Router, APageOfAnotherSiteDoesNotSignSomebodyInEither) {
  RouterStage stage;
  auto request = Request("POST", "/in", R"({"text":"a"})", "nobody");
  EXPECT_EQ(stage.Ask(request).status, 204);
  request.headers.push_back({"Sec-Fetch-Site", "cross-site"});
  EXPECT_EQ(stage.Ask(request).status, 403);
}

TEST(Router, AsksWhetherSomebodyMayLookChangeOrDoWhatIsDangerous) {
  RouterStage stage;
  stage.Ask(Request("GET", "/notes/7"));
  stage.Ask(Request("POST", "/notes", R"({"text":"a"})"));
  stage.Ask(Request("POST", "/late", R"({"text":"a"})"));
  stage.Ask(Request("POST", "/own", R"({"text":"a"})"));
  EXPECT_EQ(stage.permitted, (std::vector<Act>{Act::kLook, Act::kChange, Act::kDanger, Act::kLook}))
      << "to show one's password again is no change, or nobody who is stale could";
}

TEST(Router, WhatIsDangerousTakesAReason) {
  RouterStage stage;
  const auto ask = [&](const std::string& reason) {
    auto request = Request("POST", "/late", R"({"text":"a")" + reason + '}');
    request.headers.push_back({"Idempotency-Key", "the same, which a mistake does not use up"});
    return stage.Ask(request);
  };
  const std::string long_reason = R"(,"reason":")" + std::string(501, 'x') + '"';
  for (const std::string none :
       {"", R"(,"reason":"")", R"(,"reason":" \t\n")", R"(,"reason":null)", long_reason.c_str()}) {
    const auto answer = ask(none);
    EXPECT_EQ(answer.status, 400) << none;
    EXPECT_EQ(FieldOf(answer), "reason") << none;
  }
  EXPECT_TRUE(stage.audited.empty());
  EXPECT_EQ(ask(R"(,"reason":"all is well")").status, 0) << "under way";
  EXPECT_EQ(stage.carried(), 1);
  EXPECT_EQ(stage.Ask(Request("POST", "/notes", R"({"text":"a"})")).status, 201)
      << "another act goes without";
}

TEST(Router, ActsAreWrittenDownBeforeTheyAreDone) {
  RouterStage stage;
  stage.Ask(Request("GET", "/notes/7"));
  EXPECT_TRUE(stage.audited.empty()) << "looking is not";
  stage.Ask(Request("DELETE", "/notes/7"));
  stage.Ask(Request("DELETE", "/notes/7", "", "viewer"));
  stage.Ask(Request("DELETE", "/notes/7", "", "nobody"));
  EXPECT_EQ(stage.audited, (std::vector<std::string>{"admin DELETE /api/v1/notes/7 let",
                                                     "viewer DELETE /api/v1/notes/7 not let"}));
}

TEST(Router, AnAuditThatFailsDeniesTheAct) {
  RouterStage stage;
  stage.audit_works = false;
  EXPECT_EQ(stage.Ask(Request("DELETE", "/notes/7")).status, 503);
  EXPECT_EQ(stage.carried(), 0);
  EXPECT_EQ(stage.Ask(Request("GET", "/notes/7")).status, 200) << "looking goes on";
}

TEST(Router, WhatStandsBehindAQuestionMarkIsNotWrittenDown) {
  RouterStage stage;
  stage.Ask(Request("POST", "/notes?token=keel_secret", "", "viewer"));
  ASSERT_EQ(stage.audited.size(), 1U);
  EXPECT_EQ(stage.audited[0], "viewer POST /api/v1/notes not let");
}

TEST(Router, WhatMayBeATokenIsNotWrittenDown) {
  RouterStage stage;
  stage.Ask(Request("DELETE", "/notes/" + std::string(42, '7')));
  stage.Ask(Request("DELETE", "/notes/" + std::string(43, '7'), "", "viewer"));
  EXPECT_EQ(stage.audited,
            (std::vector<std::string>{"admin DELETE /api/v1/notes/" + std::string(42, '7') + " let",
                                      "viewer DELETE /api/v1/notes/{id} not let"}));
}

TEST(Router, AFieldOfThePathIsText) {
  RouterStage stage;
  for (const std::string text :
       {"a b", "../../etc/passwd", "..", "'; DROP TABLE users; --", "<script>", "a/b", "%00", "%",
        "\r\nSet-Cookie: a=b", "a\"b\\c", "{name}", "Grüße"}) {
    const auto answer = stage.Ask(Request("GET", "/names/" + net::PercentEncode(text)));
    EXPECT_EQ(answer.status, 200) << text;
    EXPECT_EQ(answer.body, R"({"name":)" + base::JsonQuote(text) + "}");
    EXPECT_EQ(answer.headers.size(), 1U) << "none that the text began";
  }
}

TEST(Router, AFieldOfThePathThatIsNoTextIs404) {
  RouterStage stage;
  for (const char* target : {"/names/%", "/names/%zz", "/names/%4", "/names/"}) {
    EXPECT_EQ(stage.Ask(Request("GET", target)).status, 404) << target;
  }
  EXPECT_EQ(stage.Ask(Request("GET", "/notes/7?open=%zz")).status, 400);
}

TEST(Router, ADocumentHasItsOwnTypeAndPolicy) {
  RouterStage stage;
  auto answer = stage.Ask(Request("GET", "/report"));
  EXPECT_EQ(answer.body, "<p>");
  AddSecurityHeaders(true, &answer);
  EXPECT_EQ(std::ranges::count(answer.headers, "Content-Type", &net::Header::name), 1);
  EXPECT_EQ(net::FindHeader(answer.headers, "Content-Type"), "text/html");
  EXPECT_EQ(std::ranges::count(answer.headers, "Content-Security-Policy", &net::Header::name), 1);
  EXPECT_EQ(net::FindHeader(answer.headers, "Content-Security-Policy"), "sandbox");
}

TEST(Router, AHandlerThatRefusesIsAProblem) {
  RouterStage stage;
  const auto answer = stage.Ask(Request("GET", "/names/refuse"));
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.body, R"({"type":"about:blank","title":"Conflict","status":409,)"
                         R"("detail":"not that one","field":"name"})");
}

}  // namespace
}  // namespace keel::server
