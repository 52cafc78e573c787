// SPDX-License-Identifier: MIT
#include "base/os/worker.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <future>

namespace keel::base::os {
namespace {

int NicenessOf(Worker& worker) {
  std::promise<int> nice;
  worker.Post([&nice] { nice.set_value(::getpriority(PRIO_PROCESS, 0)); });  // of this thread
  return nice.get_future().get();
}

TEST(WorkerTest, GivesWayWhereItIsToldToAndLeavesOthersAlone) {
  const int ours = ::getpriority(PRIO_PROCESS, 0);
  Worker usual(1), modest(1, Urgency::kGivesWay);
  EXPECT_EQ(NicenessOf(usual), ours);
  EXPECT_EQ(NicenessOf(modest), std::max(ours, 10));
  EXPECT_EQ(::getpriority(PRIO_PROCESS, 0), ours);
}

TEST(WorkerTest, AThreadGoesFirstWhereTheSystemPermitsIt) {
  Worker eager(1);
  std::promise<bool> permitted;
  eager.Post([&] { permitted.set_value(SetUrgency(Urgency::kFirst)); });
  const int ours = ::getpriority(PRIO_PROCESS, 0);
  const bool first = permitted.get_future().get();
  EXPECT_EQ(NicenessOf(eager), first ? std::min(ours, -10) : ours);
  EXPECT_EQ(::getpriority(PRIO_PROCESS, 0), ours);
}

TEST(WorkerTest, TakesNothingBeyondItsRoomOrAfterItsStop) {
  Worker worker(1);
  std::promise<void> go;
  std::promise<void> begun;
  ASSERT_TRUE(worker.Post([&] {
    begun.set_value();
    go.get_future().wait();
  }));
  begun.get_future().wait();
  EXPECT_TRUE(worker.Post([] {}));   // waits
  EXPECT_FALSE(worker.Post([] {}));  // no room
  go.set_value();
  worker.Stop();
  EXPECT_FALSE(worker.Post([] {}));
}

}  // namespace
}  // namespace keel::base::os
