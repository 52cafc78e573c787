// SPDX-License-Identifier: MIT
// How a thread takes turns with the others of the machine. On too few cores this decides whether an
// order waits for a page that somebody looks at.
#pragma once

#include <cstdint>

namespace keel::base::os {

enum class Urgency : uint8_t {
  kFirst,     ///< before all others: the thread that trades
  kUsual,     ///< as it was begun
  kGivesWay,  ///< only the time that others leave: what people look at
};

/// Sets it for the calling thread; threads that it begins later have it too. False where the system
/// does not permit a thread to go first (it wants CAP_SYS_NICE, or `ulimit -e` of 30); giving way
/// is always permitted.
bool SetUrgency(Urgency urgency);

}  // namespace keel::base::os
