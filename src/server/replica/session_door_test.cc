// SPDX-License-Identifier: MIT
#include "server/replica/session_door.h"

#include <gtest/gtest.h>

#include "engine/control/session_files.h"
#include "net/testing/stage.h"

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
