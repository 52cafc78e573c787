// SPDX-License-Identifier: MIT
#include "base/os/cores.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <thread>

namespace keel::base::os {
namespace {

cpu_set_t CoresNow() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  ::sched_getaffinity(0, sizeof(cores), &cores);
  return cores;
}

int FirstOf(const cpu_set_t& cores) {
  int core = 0;
  while (!CPU_ISSET(core, &cores)) ++core;
  return core;
}

/// On a thread of its own, so that the test's stays where it was.
template <typename Work>
void Aside(const Work& work) {
  std::thread(work).join();
}

TEST(CoresTest, OneThreadHasACoreThatAllOthersLeave) {
  const cpu_set_t all = CoresNow();
  if (CPU_COUNT(&all) < 2) GTEST_SKIP() << "of one core none can be kept";
  const int core = FirstOf(all);
  Aside([&] {
    ASSERT_TRUE(StayOff(core));
    Aside([&] {  // begun by one that stays off
      cpu_set_t others = CoresNow();
      EXPECT_FALSE(CPU_ISSET(core, &others));
      EXPECT_EQ(CPU_COUNT(&others), CPU_COUNT(&all) - 1);
      ASSERT_TRUE(StayOn(core));
      const cpu_set_t own = CoresNow();
      EXPECT_TRUE(CPU_ISSET(core, &own));
      EXPECT_EQ(CPU_COUNT(&own), 1);
    });
  });
}

TEST(CoresTest, ACoreThatIsNotThereIsNamedAndNothingChanges) {
  const cpu_set_t before = CoresNow();
  for (const int core : {-1, 1023, 5000}) {
    EXPECT_NE(StayOn(core).error().message.find("may use ("), std::string::npos) << core;
    EXPECT_EQ(StayOff(core).error().code, ErrorCode::kUsage) << core;
  }
  const cpu_set_t after = CoresNow();
  EXPECT_TRUE(CPU_EQUAL(&before, &after));
}

TEST(CoresTest, TheOnlyCoreIsNotLeft) {
  Aside([] {
    const int core = FirstOf(CoresNow());
    ASSERT_TRUE(StayOn(core));
    EXPECT_NE(StayOff(core).error().message.find("the only one"), std::string::npos);
  });
}

}  // namespace
}  // namespace keel::base::os
