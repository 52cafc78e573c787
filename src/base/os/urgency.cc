// SPDX-License-Identifier: MIT
#include "base/os/urgency.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace keel::base::os {
namespace {

constexpr int kFirst = -10;    // nine tenths of a core where another wants to run
constexpr int kGivesWay = 10;  // a tenth

// Of Linux, where each thread has its own.
bool SetThis(int nice) {
  return ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice) == 0;
}

}  // namespace

bool SetUrgency(Urgency urgency) {
  const int now = ::getpriority(PRIO_PROCESS, 0);
  switch (urgency) {
    case Urgency::kFirst:
      return SetThis(std::min(kFirst, now));
    case Urgency::kUsual:
      return true;
    case Urgency::kGivesWay:
      return SetThis(std::max(kGivesWay, now));
  }
  return false;
}

}  // namespace keel::base::os
