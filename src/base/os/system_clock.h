// SPDX-License-Identifier: MIT
// The wall clock. Made at the program's edge only; everything below takes a Clock&.
#pragma once

#include "base/clock.h"

namespace keel::base::os {

/// Time of day, UTC. It may jump when the machine's clock is set.
class SystemClock final : public Clock {
 public:
  UnixNanos now() const override;
};

/// The time of day as the machine's clock had it when this was made, going on steadily from there,
/// also while the machine sleeps: setting its clock changes nothing.
class SteadyClock final : public Clock {
 public:
  SteadyClock();
  UnixNanos now() const override;

 private:
  Duration since_;  // of 1970 and of the machine's start: how far apart they are
};

/// Time that never goes back and has no date: for measuring how long something took.
Duration MonotonicTime();

}  // namespace keel::base::os
