// SPDX-License-Identifier: MIT
#include "base/os/cores.h"

#include <fmt/format.h>
#include <sched.h>

#include <string>

namespace keel::base::os {
namespace {

/// "0, 1": of the calling thread.
std::string Names(const cpu_set_t& cores) {
  std::string names;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &cores)) names += fmt::format("{}{}", names.empty() ? "" : ", ", core);
  }
  return names;
}

cpu_set_t Own() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  ::sched_getaffinity(0, sizeof(cores), &cores);
  return cores;
}

tl::unexpected<Error> NotOurs(int64_t core) {
  return Fail(ErrorCode::kUsage,
              fmt::format("core {} is none that this process may use ({})", core, Names(Own())));
}

}  // namespace

Status StayOn(int64_t core) {
  cpu_set_t one;
  CPU_ZERO(&one);
  if (core >= 0 && core < CPU_SETSIZE) CPU_SET(static_cast<size_t>(core), &one);
  if (::sched_setaffinity(0, sizeof(one), &one) != 0) return NotOurs(core);
  return {};
}

Status StayOff(int64_t core) {
  cpu_set_t others = Own();
  if (core < 0 || core >= CPU_SETSIZE || !CPU_ISSET(static_cast<size_t>(core), &others))
    return NotOurs(core);
  CPU_CLR(static_cast<size_t>(core), &others);
  if (CPU_COUNT(&others) == 0) {
    return Fail(ErrorCode::kUsage,
                fmt::format("core {} is the only one that this process may use", core));
  }
  if (::sched_setaffinity(0, sizeof(others), &others) != 0) return NotOurs(core);
  return {};
}

}  // namespace keel::base::os
