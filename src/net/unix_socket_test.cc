// SPDX-License-Identifier: MIT
#include "net/unix_socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <thread>

#include "base/os/file.h"
#include "net/testing/stage.h"

namespace keel::net {
namespace {

/// A server on a thread of its own, as a running Keel is to a command.
class LineServerTest : public ::testing::Test {
 protected:
  void SetUp() override { path_ = folder_.path() + "/keel.sock"; }
  void TearDown() override { Stop(); }

  base::Status Start(LineServer::OnLine on_line, LineServerOptions options = {}) {
    options.path = path_;
    auto server = LineServer::Listen(loop_, options, std::move(on_line));
    if (!server) return tl::unexpected(server.error());
    server_ = std::move(*server);
    thread_ = std::thread([this] { loop_.Run(); });
    return {};
  }
  void Stop() {
    if (!thread_.joinable()) return;
    loop_.Post([this] {
      server_.reset();
      loop_.Stop();
    });
    thread_.join();
  }
  static void Echo(const std::string& line, const LineServer::Reply& reply) {
    reply("{\"you said\":" + line + "}");
  }
  /// Leaves a socket behind that nobody serves, as a killed process does.
  void LeaveStaleSocket() {
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof(address.sun_path) - 1);
    ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    ::close(socket);
  }

  testing::TemporaryFolder folder_;
  std::string path_;
  Loop loop_;
  std::unique_ptr<LineServer> server_;
  std::thread thread_;
};

TEST_F(LineServerTest, AnswersALineWithALine) {
  ASSERT_TRUE(Start(&Echo));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(AskLine(path_, "\"status\""), "{\"you said\":\"status\"}");
  const std::string large(60'000, 'x');
  EXPECT_EQ(AskLine(path_, large), "{\"you said\":" + large + "}");
}

TEST_F(LineServerTest, OnlyTheOwnerMayOpenIt) {
  const mode_t before = ::umask(0);
  ASSERT_TRUE(Start(&Echo));
  ::umask(before);
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
}

TEST_F(LineServerTest, TakesThePlaceOfADeadOneAndLeavesNone) {
  LeaveStaleSocket();
  EXPECT_EQ(AskLine(path_, "x").error().code, base::ErrorCode::kNotFound);
  ASSERT_TRUE(Start(&Echo));
  EXPECT_TRUE(AskLine(path_, "x"));
  Stop();
  EXPECT_FALSE(base::os::Exists(path_));
  EXPECT_EQ(AskLine(path_, "x").error().code, base::ErrorCode::kNotFound);
}

TEST_F(LineServerTest, ALivingOneKeepsItsPlace) {
  ASSERT_TRUE(Start(&Echo));
  Loop loop;
  const auto second = LineServer::Listen(loop, {.path = path_}, &Echo);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::ErrorCode::kRefused);
  EXPECT_TRUE(AskLine(path_, "x"));
}

TEST_F(LineServerTest, WhatIsNoSocketIsLeftAlone) {
  ASSERT_TRUE(base::os::WriteFileAtomic(path_, "a letter"));
  const base::Status started = Start(&Echo);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, base::ErrorCode::kRefused);
  EXPECT_EQ(*base::os::ReadFile(path_), "a letter");
}

TEST_F(LineServerTest, APathTooLongIsSaid) {
  path_ = folder_.path() + "/" + std::string(120, 'x');
  const base::Status started = Start(&Echo);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, base::ErrorCode::kUsage);
}

TEST_F(LineServerTest, LinesBeyondTheLimitEndTheConnection) {
  ASSERT_TRUE(Start(&Echo, {.max_line_bytes = 100}));
  EXPECT_TRUE(AskLine(path_, std::string(100, 'x')));
  EXPECT_EQ(AskLine(path_, std::string(101, 'x')).error().code, base::ErrorCode::kIo);
  EXPECT_EQ(AskLine(path_, std::string(100'000, 'x')).error().code, base::ErrorCode::kIo);
  EXPECT_EQ(AskLine(path_, "x", {.max_line_bytes = 5}).error().code, base::ErrorCode::kIo);
}

TEST_F(LineServerTest, AnAnswerThatDoesNotComeIsNotWaitedForForEver) {
  ASSERT_TRUE(Start([](const std::string&, const LineServer::Reply&) {}));
  const auto answer = AskLine(path_, "x", {.limit = base::Milliseconds(30)});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, base::ErrorCode::kIo);
}

TEST_F(LineServerTest, SilentConnectionsAreClosedAndTooManyRefused) {
  ASSERT_TRUE(Start(&Echo, {.max_connections = 1, .idle_time = base::Milliseconds(50)}));
  const int silent = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path_.c_str(), sizeof(address.sun_path) - 1);
  ASSERT_EQ(::connect(silent, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_FALSE(AskLine(path_, "x"));
  char byte = 0;
  EXPECT_EQ(::recv(silent, &byte, 1, 0), 0) << "closed by the server";
  ::close(silent);
  EXPECT_TRUE(AskLine(path_, "x"));
}

}  // namespace
}  // namespace keel::net
