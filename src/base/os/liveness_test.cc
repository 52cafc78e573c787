// SPDX-License-Identifier: MIT
// A process that lives, one that hangs and one that died, as another one sees them.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "base/os/file.h"
#include "base/os/heartbeat.h"
#include "base/os/process.h"
#include "base/os/signals.h"

namespace keel::base::os {
namespace {

class LivenessTest : public testing::Test {
 protected:
  LivenessTest() {
    folder_ = (std::filesystem::temp_directory_path() / "keel-liveness-XXXXXX").string();
    EXPECT_NE(::mkdtemp(folder_.data()), nullptr);
    path_ = folder_ + "/heartbeat";
  }
  ~LivenessTest() override { std::filesystem::remove_all(folder_); }

  std::string folder_, path_;
};

TEST_F(LivenessTest, AHeartbeatIsFeltAndCountsOn) {
  auto heart = Heartbeat::Begin(path_);
  ASSERT_TRUE(heart);
  const auto before = FeelPulse(path_);
  ASSERT_TRUE(before);
  EXPECT_TRUE(before->alive);
  EXPECT_FALSE(before->ended);
  ASSERT_TRUE(heart->Beat());
  EXPECT_EQ(FeelPulse(path_)->count, before->count + 1);
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(LivenessTest, TwoDoNotBeatAtOnce) {
  const auto heart = Heartbeat::Begin(path_);
  ASSERT_TRUE(heart);
  const auto second = Heartbeat::Begin(path_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kRefused);
}

TEST_F(LivenessTest, AMeantEndIsToldFromADeath) {
  {
    auto heart = Heartbeat::Begin(path_);
    ASSERT_TRUE(heart && heart->End());
    EXPECT_TRUE(FeelPulse(path_)->alive) << "it ends only when the process lets go";
  }
  EXPECT_FALSE(FeelPulse(path_)->alive);
  EXPECT_TRUE(FeelPulse(path_)->ended);
  { ASSERT_TRUE(Heartbeat::Begin(path_)); }
  EXPECT_FALSE(FeelPulse(path_)->alive);
  EXPECT_FALSE(FeelPulse(path_)->ended);
}

TEST_F(LivenessTest, AKilledProcessIsDeadBeforeAnybodyBuriesIt) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto heart = Heartbeat::Begin(path_);
    static_cast<void>(!::write(ends[1], "x", 1));
    ::pause();
    ::_exit(0);
  }
  char ready = 0;
  ASSERT_EQ(::read(ends[0], &ready, 1), 1);
  EXPECT_TRUE(FeelPulse(path_)->alive);
  ::kill(child, SIGKILL);
  siginfo_t zombie{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &zombie, WEXITED | WNOWAIT), 0);
  EXPECT_FALSE(FeelPulse(path_)->alive);
  EXPECT_FALSE(FeelPulse(path_)->ended);
  ::waitpid(child, nullptr, 0);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_F(LivenessTest, WhatIsNoHeartbeatIsNotTakenForOne) {
  EXPECT_EQ(FeelPulse(path_).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(WriteFileAtomic(path_, "hello\n"));
  EXPECT_EQ(FeelPulse(path_).error().code, ErrorCode::kCorrupt);
}

TEST_F(LivenessTest, ADetachedProcessHasASessionOfItsOwnAndOurWords) {
  const std::string log = folder_ + "/log";
  ASSERT_TRUE(StartDetached(
      {{"/bin/sh", "-c", "echo $WORD; cut -d' ' -f6 /proc/$$/stat; cut -d' ' -f1 /proc/$$/stat"},
       {{"WORD", "said"}, {"PATH", "/usr/bin:/bin"}},
       log}));
  std::string text;
  for (int i = 0; i < 500 && std::count(text.begin(), text.end(), '\n') < 3; ++i) {
    ::usleep(10'000);
    text = ReadFile(log).value_or("");
  }
  ASSERT_TRUE(text.starts_with("said\n")) << text;
  const int session = std::stoi(text.substr(5));
  EXPECT_NE(session, ::getsid(0));
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "it is no child that would stay a zombie";
}

TEST_F(LivenessTest, AProgramThatIsNotThereIsAnError) {
  const auto status = StartDetached({{folder_ + "/nothing"}, {}, folder_ + "/log"});
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().message.find("nothing"), std::string::npos);
}

TEST(HaltSignal, CountsAndEndsNothing) {
  const auto& halts = InstallHaltSignal();
  const uint32_t before = halts.load();
  std::raise(SIGUSR1);
  EXPECT_EQ(halts.load(), before + 1);
}

}  // namespace
}  // namespace keel::base::os
