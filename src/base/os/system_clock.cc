// SPDX-License-Identifier: MIT
#include "base/os/system_clock.h"

#include <chrono>
#include <ctime>

#include "base/check.h"

namespace keel::base::os {
namespace {

template <typename TimePoint>
int64_t NanosOf(TimePoint time) {
  using std::chrono::nanoseconds;
  return int64_t{std::chrono::duration_cast<nanoseconds>(time.time_since_epoch()).count()};
}

Duration TimeSinceBoot() {
  timespec time{};
  CHECK(clock_gettime(CLOCK_BOOTTIME, &time) == 0, "the machine knows how long it has run");
  return Seconds(time.tv_sec) + Duration{int64_t{time.tv_nsec}};
}

}  // namespace

UnixNanos SystemClock::now() const { return {NanosOf(std::chrono::system_clock::now())}; }

SteadyClock::SteadyClock() : since_{SystemClock().now().ns - TimeSinceBoot().ns} {}

UnixNanos SteadyClock::now() const { return {(since_ + TimeSinceBoot()).ns}; }

Duration MonotonicTime() { return {NanosOf(std::chrono::steady_clock::now())}; }

}  // namespace keel::base::os
