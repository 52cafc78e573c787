// SPDX-License-Identifier: MIT
#include "server/replica/session_door.h"

#include <gtest/gtest.h>

#include "engine/control/session_files.h"
#include "net/testing/stage.h"
#include "net/unix_socket.h"

namespace keel::server {
namespace {

using net::testing::Stage;
using net::testing::TemporaryFolder;
using Told = std::optional<base::Result<engine::StatusView>>;

engine::ControlRequest Status() {
  engine::ControlRequest request;
  request.ask = "status";
  return request;
}

TEST(SessionDoor, ASessionThatDoesNotRunIsToldWithWhatToDo) {
  Stage stage;
  const TemporaryFolder folder;
  SessionDoor door(stage.loop, folder.path(), "alpha");
  Told told;
  door.Ask<engine::StatusView>(Status(), [&](auto t) { told = std::move(t); });
  EXPECT_FALSE(told) << "nobody waits";
  ASSERT_TRUE(stage.Until([&] { return told.has_value(); }));
  ASSERT_FALSE(*told);
  EXPECT_EQ(told->error().code, base::ErrorCode::kNotFound);
  EXPECT_EQ(told->error().message,
            "session alpha is not running: `keel trade --session alpha` goes on with it");
}

TEST(SessionDoor, WhoIsGoneIsToldNothing) {
  Stage stage;
  const TemporaryFolder folder;
  int told = 0;
  for (int i = 0; i < 50; ++i) {  // some are asked before they go
    SessionDoor door(stage.loop, folder.path(), "alpha");
    for (int k = 0; k < 10; ++k) door.Ask<engine::StatusView>(Status(), [&](auto) { ++told; });
  }
  stage.Pass(base::Milliseconds(50));
  EXPECT_EQ(told, 0);
}

TEST(SessionDoor, AQuestionForTheLimitsDoesNotWaitForAnActThatHangs) {
  Stage stage;
  const TemporaryFolder folder;
  net::LineServer::Reply act;  // that is not called yet
  const auto server =
      net::LineServer::Listen(stage.loop, {.path = engine::ControlSocketIn(folder.path())},
                              [&](const std::string& line, const net::LineServer::Reply& reply) {
                                if (line.find(R"("ask":"limits")") == std::string::npos) {
                                  act = reply;
                                } else {
                                  reply(R"({"ok":true,"result":{"done":"","limits":[]}})");
                                }
                              });
  ASSERT_TRUE(server) << server.error().message;
  SessionDoor door(stage.loop, folder.path(), "alpha");
  bool acted = false, told = false;
  door.Ask<engine::ActView>({.ask = "halt"}, [&](const auto&) { acted = true; });
  ASSERT_TRUE(stage.Until([&] { return act != nullptr; }));
  door.Ask<engine::LimitsView>({.ask = "limits"}, [&](const auto& t) { told = t.has_value(); });
  EXPECT_TRUE(stage.Until([&] { return told || acted; }));
  EXPECT_TRUE(told);
  EXPECT_FALSE(acted);
  act(R"({"ok":true,"result":{"done":"","what":[]}})");
  EXPECT_TRUE(stage.Until([&] { return acted; }));
}

TEST(SessionDoor, TheSessionIsToldHowLongItsAnswerIsWaitedFor) {
  Stage stage;
  const TemporaryFolder folder;
  std::optional<engine::ControlRequest> asked;
  const auto server =
      net::LineServer::Listen(stage.loop, {.path = engine::ControlSocketIn(folder.path())},
                              [&](const std::string& line, const net::LineServer::Reply& reply) {
                                asked = *base::ReadJson<engine::ControlRequest>(line);
                                reply(R"({"ok":true,"result":{"done":"","what":[]}})");
                              });
  ASSERT_TRUE(server) << server.error().message;
  SessionDoor door(stage.loop, folder.path(), "alpha");
  const base::Duration before = base::os::MonotonicTime();
  bool done = false;
  door.Ask<engine::ActView>({.ask = "resume"}, [&](const auto& t) { done = t.has_value(); });
  ASSERT_TRUE(stage.Until([&] { return done; }));
  EXPECT_EQ(asked->patience, base::Seconds(5));
  EXPECT_GE(asked->asked_at, before);
  EXPECT_LE(asked->asked_at, base::os::MonotonicTime());
}

TEST(SessionDoor, TooManyQuestionsAreRefusedAtOnce) {
  Stage stage;
  const TemporaryFolder folder;
  SessionDoor door(stage.loop, folder.path(), "alpha");
  int refused = 0, told = 0;
  for (int i = 0; i < 10'000; ++i) {
    door.Ask<engine::StatusView>(Status(), [&](const auto& t) {
      ++(t.error().code == base::ErrorCode::kIo ? refused : told);
    });
  }
  EXPECT_GT(refused, 0);
  EXPECT_TRUE(stage.Until([&] { return refused + told == 10'000; })) << "each is told once";
}

}  // namespace
}  // namespace keel::server
