// SPDX-License-Identifier: MIT
// Which cores of the machine a thread may run on. A thread that has one to itself waits for nobody.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace keel::base::os {

/// Keeps the calling thread, and what it begins later, on this one core. kUsage where the process
/// may not use it.
Status StayOn(int64_t core);
/// Keeps them off it, on all others that the process may use. kUsage where it may not use this one,
/// or no other.
Status StayOff(int64_t core);

}  // namespace keel::base::os
