// SPDX-License-Identifier: MIT
#include "net/loop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace keel::net {
namespace {

TEST(Loop, TasksOfOtherThreadsRunOnItsOwnInTheirOrder) {
  Loop loop;
  constexpr int kThreads = 3, kTasks = 500;
  std::vector<std::vector<int>> seen(kThreads);
  int done = 0;
  std::vector<std::jthread> threads;
  for (size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kTasks; ++i) {
        loop.Post([&, t, i] {
          seen[t].push_back(i);
          if (++done == kThreads * kTasks) loop.Stop();
        });
      }
    });
  }
  loop.Run();
  for (const auto& order : seen) {
    ASSERT_EQ(order.size(), 500U);
    EXPECT_TRUE(std::ranges::is_sorted(order));
  }
}

TEST(Loop, CanBeStoppedFromAnotherThreadAndRunAgain) {
  Loop loop;
  for (int i = 0; i < 3; ++i) {
    std::jthread stopper([&] { loop.Post([&] { loop.Stop(); }); });
    loop.Run();
  }
}

TEST(Loop, TimersComeInTheOrderOfTheirTimes) {
  Loop loop;
  std::string order;
  const Timer late = loop.After(base::Milliseconds(20), [&] { order += "c"; });
  const Timer soon = loop.After(base::Milliseconds(5), [&] { order += "b"; });
  const Timer now = loop.After({}, [&] { order += "a"; });
  EXPECT_TRUE(loop.RunUntil([&] { return order.size() == 3; }, base::Seconds(5)));
  EXPECT_EQ(order, "abc");
}

TEST(Loop, ATimerThatIsGoneDoesNotCome) {
  Loop loop;
  int calls = 0;
  {
    const Timer gone = loop.After({}, [&] { ++calls; });
  }
  Timer replaced = loop.After({}, [&] { ++calls; });
  replaced = loop.After({}, [&] { calls += 10; });
  Timer cancelled = loop.After({}, [&] { ++calls; });
  cancelled.Cancel();
  loop.RunUntil([&] { return calls >= 10; }, base::Seconds(5));
  loop.RunUntil([] { return false; }, base::Milliseconds(5));
  EXPECT_EQ(calls, 10);
}

TEST(Loop, ATimerMayReplaceItselfWhileItRuns) {
  Loop loop;
  Timer timer;
  int rounds = 0;
  const std::function<void()> again = [&] {
    if (++rounds < 5) timer = loop.After({}, again);
  };
  timer = loop.After({}, again);
  EXPECT_TRUE(loop.RunUntil([&] { return rounds == 5; }, base::Seconds(5)));
}

TEST(Loop, GivesUpWhenItsTimeIsOver) {
  Loop loop;
  EXPECT_FALSE(loop.RunUntil([] { return false; }, base::Milliseconds(5)));
}

TEST(Loop, TimeMayRunFaster) {
  Loop loop(1'000'000);
  bool came = false;
  const Timer timer = loop.After(base::Hours(1), [&] { came = true; });
  EXPECT_TRUE(loop.RunUntil([&] { return came; }, base::Hours(10'000)));
}

TEST(Loop, AnInterruptIsATask) {
  Loop loop;
  int interrupts = 0;
  loop.OnInterrupt([&] { ++interrupts; });
  for (const int signal : {SIGINT, SIGTERM}) {
    const int before = interrupts;
    std::raise(signal);
    EXPECT_TRUE(loop.RunUntil([&] { return interrupts == before + 1; }, base::Seconds(5)));
  }
}

}  // namespace
}  // namespace keel::net
