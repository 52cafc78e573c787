// SPDX-License-Identifier: MIT
#include "server/lab/workbench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>
#include <vector>

namespace keel::server {
namespace {

class WorkbenchTest : public ::testing::Test {
 protected:
  bool Until(const std::function<bool()>& done) { return loop_.RunUntil(done, base::Seconds(10)); }
  std::function<void(Answer<int>)> Keep() {
    return [this](Answer<int> answer) { told_.push_back(std::move(answer)); };
  }

  net::Loop loop_;
  std::vector<Answer<int>> told_;
};

TEST_F(WorkbenchTest, OneAfterTheOtherAndOnTheLoop) {
  Workbench bench(loop_);
  std::atomic<int> at_once = 0, most = 0;
  for (int i = 0; i < 3; ++i) {
    bench.Do<int>(
        [&, i](const GoOn& go_on) -> Answer<int> {
          most = std::max(most.load(), ++at_once);
          EXPECT_TRUE(go_on());
          --at_once;
          return i;
        },
        Keep());
  }
  EXPECT_TRUE(told_.empty()) << "nothing is told before the loop runs";
  ASSERT_TRUE(Until([this] { return told_.size() == 3; }));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(*told_[static_cast<size_t>(i)], i);
  EXPECT_EQ(most, 1);
}

TEST_F(WorkbenchTest, WhereTooMuchWaitsItIsRefusedAtOnce) {
  std::promise<void> gate;
  const std::shared_future<void> opened = gate.get_future().share();
  Workbench bench(loop_);
  const auto wait = [opened](const GoOn&) -> Answer<int> {
    opened.wait();
    return 1;
  };
  // One may be at work already, the others wait.
  for (size_t i = 0; i < Workbench::kMostWaiting + 2; ++i) bench.Do<int>(wait, Keep());
  const bool is_refused = !told_.empty() && !told_[0] && told_[0].error().status == 429 &&
                          told_[0].error().retry_after.has_value();
  gate.set_value();
  EXPECT_TRUE(is_refused);
  ASSERT_TRUE(Until([this] { return told_.size() == Workbench::kMostWaiting + 2; }));
}

TEST_F(WorkbenchTest, WhatTakesTooLongIsToldSoAndStops) {
  std::promise<void> stopped;
  Workbench bench(loop_, base::Milliseconds(20));
  bench.Do<int>(
      [&stopped](const GoOn& go_on) -> Answer<int> {
        while (go_on()) std::this_thread::yield();
        stopped.set_value();
        return 1;
      },
      Keep());
  ASSERT_TRUE(Until([this] { return !told_.empty(); }));
  ASSERT_FALSE(told_[0]);
  EXPECT_EQ(told_[0].error().status, 503);
  stopped.get_future().wait();
  // What it made then is told to nobody.
  loop_.RunUntil([] { return false; }, base::Milliseconds(20));
  EXPECT_EQ(told_.size(), 1u);
}

TEST_F(WorkbenchTest, OnceItIsGoneNothingIsTold) {
  {
    Workbench bench(loop_);
    bench.Do<int>([](const GoOn&) -> Answer<int> { return 1; }, Keep());
  }
  loop_.RunUntil([] { return false; }, base::Milliseconds(20));
  EXPECT_TRUE(told_.empty());
}

}  // namespace
}  // namespace keel::server
