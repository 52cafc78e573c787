// SPDX-License-Identifier: MIT
// A request that comes again with its key is answered again and not done again.
#include "server/http/idempotency.h"

#include <gtest/gtest.h>

#include "server/http/testing/router_stage.h"

namespace keel::server {
namespace {

using testing::FieldOf;
using testing::Request;
using testing::RouterStage;

net::ServerRequest Keyed(const std::string& key, const std::string& text,
                         const std::string& path = "/keyed", const std::string& role = "admin") {
  auto request = Request("POST", path, R"({"reason":"a test","text":")" + text + "\"}", role);
  request.headers.push_back({"Idempotency-Key", key});
  return request;
}

TEST(IdempotencyKeys, WhatTakesOneIsRefusedWithout) {
  RouterStage stage;
  for (const char* path : {"/keyed", "/late"}) {
    const auto answer = stage.Ask(Request("POST", path, R"({"text":"a"})"));
    EXPECT_EQ(answer.status, 400) << path;
    EXPECT_EQ(FieldOf(answer), "Idempotency-Key") << path;
  }
  EXPECT_EQ(stage.Ask(Keyed("", "a")).status, 400);
  EXPECT_EQ(stage.Ask(Keyed(std::string(129, 'k'), "a")).status, 400);
  EXPECT_EQ(stage.carried(), 0);
  EXPECT_EQ(stage.Ask(Keyed(std::string(128, 'k'), "a")).status, 201);
}

TEST(IdempotencyKeys, ARepeatedRequestIsAnsweredAgainAndNotDoneAgain) {
  RouterStage stage;
  const auto first = stage.Ask(Keyed("k", "a"));
  const auto again = stage.Ask(Keyed("k", "a"));
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(stage.carried(), 1);
  EXPECT_EQ(stage.audited.size(), 1U) << "nothing was done the second time";
  stage.Ask(Keyed("another", "a"));
  EXPECT_EQ(stage.carried(), 2);
}

TEST(IdempotencyKeys, OfAnotherPersonIsAnotherKey) {
  RouterStage stage;
  stage.Ask(Keyed("k", "a"));
  EXPECT_EQ(stage.Ask(Keyed("k", "b", "/keyed", "trader")).status, 201);
  EXPECT_EQ(stage.carried(), 2);
}

TEST(IdempotencyKeys, WithOtherContentIs422) {
  RouterStage stage;
  stage.Ask(Keyed("k", "a"));
  EXPECT_EQ(stage.Ask(Keyed("k", "b")).status, 422);
  EXPECT_EQ(stage.Ask(Keyed("k", "a", "/late")).status, 422) << "for another route";
  EXPECT_EQ(stage.carried(), 1);
}

TEST(IdempotencyKeys, WhileTheFirstIsUnderWayIs409) {
  RouterStage stage;
  EXPECT_EQ(stage.Ask(Keyed("k", "a", "/late")).status, 0) << "no answer yet";
  const auto meanwhile = stage.Ask(Keyed("k", "a", "/late"));
  EXPECT_EQ(meanwhile.status, 409);
  EXPECT_TRUE(net::FindHeader(meanwhile.headers, "Retry-After"));
  EXPECT_EQ(stage.carried(), 1);
}

TEST(IdempotencyKeys, TheFirstAnswerIsTheOneThatIsKept) {
  IdempotencyKeys keys;
  const base::UnixNanos now{1};
  net::Respond respond = [](const net::HttpResponse&) {};
  EXPECT_FALSE(keys.Begin("ada k", "x", now, &respond));
  respond({.status = 200, .headers = {}, .body = "one"});
  respond({.status = 200, .headers = {}, .body = "two"});
  const auto kept = keys.Begin("ada k", "x", now, &respond);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->body, "one");
}

TEST(IdempotencyKeys, AreForgottenAfterADay) {
  RouterStage stage;
  stage.Ask(Keyed("k", "a"));
  const base::UnixNanos begun = stage.clock.now();
  stage.clock.Set(begun + base::Hours(24));
  stage.Ask(Keyed("k", "a"));
  EXPECT_EQ(stage.carried(), 1);
  stage.clock.Set(begun + base::Hours(24) + base::Duration{1});
  EXPECT_EQ(stage.Ask(Keyed("k", "a")).status, 201);
  EXPECT_EQ(stage.carried(), 2);
}

TEST(IdempotencyKeys, ThereIsRoomForSoMany) {
  IdempotencyKeys keys;
  net::Respond respond = [](const net::HttpResponse&) {};
  const base::UnixNanos now{1};
  for (size_t i = 0; i < IdempotencyKeys::kMostKeys; ++i) {
    ASSERT_FALSE(keys.Begin(std::to_string(i), "", now, &respond));
  }
  const auto full = keys.Begin("one more", "", now, &respond);
  ASSERT_TRUE(full);
  EXPECT_EQ(full->status, 429);
  EXPECT_TRUE(net::FindHeader(full->headers, "Retry-After"));
  EXPECT_FALSE(keys.Begin("one more", "", now + base::Hours(25), &respond));
}

TEST(IdempotencyKeys, WhereNoneIsTakenNothingIsKept) {
  RouterStage stage;
  stage.Ask(Keyed("k", "a", "/notes"));
  stage.Ask(Keyed("k", "a", "/notes"));
  EXPECT_EQ(stage.carried(), 2) << "its answer may hold what is told once";
}

}  // namespace
}  // namespace keel::server
