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

/// Time that never goes back and has no date: for measuring how long something took.
Duration MonotonicTime();

}  // namespace keel::base::os
