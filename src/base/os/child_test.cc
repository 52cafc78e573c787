// SPDX-License-Identifier: MIT
#include "base/os/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/os/file.h"
#include "base/text.h"

namespace keel::base::os {
namespace {

class ChildTest : public testing::Test {
 protected:
  /// Of a shell that reads the script from its argument, as no user's text ever gets into one.
  static ChildProcess Script(std::string script) {
    ChildProcess wanted;
    wanted.program = "/bin/sh";
    wanted.arguments = {"sh", "-c", std::move(script)};
    wanted.environment = {{"PATH", "/usr/bin:/bin"}};
    return wanted;
  }
  ChildEnd Run(const ChildProcess& wanted) {
    auto end = RunChild(wanted, stops_, [this](std::string_view line) {
      lines_.emplace_back(line);
      if (line == "ready") stops_ = true;
    });
    EXPECT_TRUE(end) << end.error().message;
    return end.value_or(ChildEnd{});
  }
  /// Whether a process runs; one that is dead and unburied does not.
  static bool Runs(const std::string& id) {
    const auto stat = ReadFile("/proc/" + id + "/stat");
    return stat && stat->find(") Z ") == std::string::npos;
  }
  static bool EndsSoon(const std::string& id) {
    for (int i = 0; i < 500 && Runs(id); ++i) ::usleep(10'000);
    return !Runs(id);
  }

  std::atomic<bool> stops_ = false;
  std::vector<std::string> lines_;
};

TEST_F(ChildTest, TellsWhatItPrintedAndHowItEnded) {
  const ChildEnd end = Run(Script("echo one; echo two >&2; echo three; echo four >&2; exit 3"));
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_EQ(end.output, "one\nthree\n");
  EXPECT_EQ(lines_, (std::vector<std::string>{"two", "four"}));
  EXPECT_FALSE(end.was_stopped || end.was_killed || end.said_too_much);
}

TEST_F(ChildTest, GetsItsArgumentsAsTheyAreAndNoVariableButItsOwn) {
  ASSERT_EQ(::setenv("KEEL_TEST_SECRET", "of the desk", 1), 0);
  ChildProcess wanted = Script("printf '%s|' \"$@\" \"$WORD\" \"$KEEL_TEST_SECRET\" \"$(pwd)\"");
  for (const char* argument : {"sh", "$(echo no); *", ""}) wanted.arguments.emplace_back(argument);
  wanted.environment["WORD"] = "said";
  wanted.working_directory = "/usr";
  EXPECT_EQ(Run(wanted).output, "$(echo no); *||said||/usr|");
  ::unsetenv("KEEL_TEST_SECRET");
}

TEST_F(ChildTest, HasNothingToReadAndNoFileOfOurs) {
  const int open = ::open("/dev/null", O_RDONLY);  // kept open over exec, as many libraries do
  const int high = ::fcntl(open, F_DUPFD, 100);
  ASSERT_GE(high, 100);
  const ChildEnd end =
      Run(Script(fmt::format("cat; test -e /proc/$$/fd/{} && echo open; echo end", high)));
  EXPECT_EQ(end.output, "end\n");
  ::close(high);
  ::close(open);
}

TEST_F(ChildTest, IsPoliteAndInAGroupOfItsOwn) {
  ChildProcess wanted = Script("cut -d' ' -f5 /proc/$$/stat; echo $$; nice; ulimit -d");
  wanted.niceness = 3;
  wanted.memory_bytes = int64_t{512} << 20;
  const std::string told = Run(wanted).output;
  const auto words = Split(told, '\n');
  ASSERT_EQ(words.size(), 5U);
  EXPECT_EQ(words[0], words[1]);
  EXPECT_EQ(words[2], std::to_string(std::min(19, ::getpriority(PRIO_PROCESS, 0) + 3)));
  EXPECT_EQ(words[3], "524288") << "kibibytes";
}

TEST_F(ChildTest, ACrashIsToldAndIsNotOurs) {
  const ChildEnd end = Run(Script("echo before; kill -SEGV $$"));
  EXPECT_EQ(end.exit_code, std::nullopt);
  EXPECT_EQ(end.signal, SIGSEGV);
  EXPECT_EQ(end.output, "before\n");
  EXPECT_EQ(SignalText(end.signal), "SIGSEGV, segmentation fault");
  EXPECT_EQ(SignalText(1000), "signal 1000");
}

TEST_F(ChildTest, MayTidyUpWhenItIsStopped) {
  const ChildEnd end =
      Run(Script("trap 'echo kept; exit 130' INT; echo ready >&2; while :; do sleep 0.01; done"));
  EXPECT_TRUE(end.was_stopped);
  EXPECT_FALSE(end.was_killed);
  EXPECT_EQ(end.exit_code, 130);
  EXPECT_EQ(end.output, "kept\n");
}

TEST_F(ChildTest, IsKilledWhereItDoesNotStop) {
  ChildProcess wanted = Script("trap '' INT; echo ready >&2; while :; do sleep 0.01; done");
  wanted.patience = Milliseconds(200);
  const ChildEnd end = Run(wanted);
  EXPECT_TRUE(end.was_stopped && end.was_killed);
  EXPECT_EQ(end.signal, SIGKILL);
}

TEST_F(ChildTest, IsEndedWhereItPrintsTooMuch) {
  ChildProcess wanted = Script("while :; do echo 123456789; done");
  wanted.most_output_bytes = 1'005;
  const ChildEnd end = Run(wanted);
  EXPECT_TRUE(end.said_too_much);
  EXPECT_EQ(end.signal, SIGKILL);
  EXPECT_EQ(end.output.size(), 1'005U);
  EXPECT_TRUE(end.output.ends_with("\n12345"));
}

TEST_F(ChildTest, OfAnEndlessLineTheBeginningIsHeard) {
  Run(Script(
      "head -c 200000 /dev/zero | tr '\\0' x >&2; echo >&2; echo next >&2; printf last >&2"));
  ASSERT_EQ(lines_.size(), 3U);
  EXPECT_EQ(lines_[0], std::string(64 * 1024, 'x'));
  EXPECT_EQ(lines_[1], "next");
  EXPECT_EQ(lines_[2], "last");
}

TEST_F(ChildTest, WhatItLeavesBehindEndsWithIt) {
  const ChildEnd end = Run(Script("sleep 1000 & echo $!"));
  EXPECT_EQ(end.exit_code, 0) << "though the sleeper holds its output open";
  EXPECT_TRUE(EndsSoon(std::string(Trim(end.output))));
}

TEST_F(ChildTest, DoesNotOutliveUs) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const pid_t us = ::fork();
  if (us == 0) {
    const std::atomic<bool> goes_on = false;
    static_cast<void>(
        RunChild(Script("echo $$ >&2; exec sleep 1000"), goes_on, [&](std::string_view line) {
          static_cast<void>(!::write(ends[1], line.data(), line.size()));
        }));
    ::_exit(0);
  }
  std::array<char, 32> room{};
  const ssize_t size = ::read(ends[0], room.data(), room.size());
  ASSERT_GT(size, 0);
  const std::string child(room.data(), static_cast<size_t>(size));
  EXPECT_TRUE(Runs(child));
  ::kill(us, SIGKILL);
  ::waitpid(us, nullptr, 0);
  EXPECT_TRUE(EndsSoon(child));
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_F(ChildTest, WhatCannotBeStartedIsAnError) {
  ChildProcess wanted = Script("");
  wanted.program = "/nowhere/program";
  const auto missing = RunChild(wanted, stops_, {});
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("/nowhere/program"), std::string::npos);
  wanted = Script("");
  wanted.working_directory = "/nowhere";
  EXPECT_FALSE(RunChild(wanted, stops_, {}));
}

}  // namespace
}  // namespace keel::base::os
