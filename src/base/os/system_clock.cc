// SPDX-License-Identifier: MIT
#include "base/os/system_clock.h"

#include <chrono>

namespace keel::base::os {
namespace {

template <typename TimePoint>
int64_t NanosOf(TimePoint time) {
  using std::chrono::nanoseconds;
  return int64_t{std::chrono::duration_cast<nanoseconds>(time.time_since_epoch()).count()};
}

}  // namespace

UnixNanos SystemClock::now() const { return {NanosOf(std::chrono::system_clock::now())}; }

Duration MonotonicTime() { return {NanosOf(std::chrono::steady_clock::now())}; }

}  // namespace keel::base::os
