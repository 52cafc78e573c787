// SPDX-License-Identifier: MIT
// The exchange's own time: it starts with the wall clock or at another time, runs at a
// speed and can be made to jump, as clocks of venues do.
#pragma once

#include <cstdint>

#include "base/paced_clock.h"

namespace keel::exchange {

class VenueClock final : public base::Clock {
 public:
  /// `wall` must outlive it; speed is at least 1.
  VenueClock(const base::Clock& wall, int64_t speed) : steady_(wall, wall.now(), speed) {}
  /// Shows `start` now. Requires speed > 1.
  VenueClock(const base::Clock& wall, int64_t speed, base::UnixNanos start)
      : steady_(wall, base::PacedClock::OriginFor(wall.now(), start, speed), speed) {}

  base::UnixNanos now() const override { return steady_.now() + jumped_; }
  base::UnixNanos wall_now() const { return steady_.wall_now(); }
  /// The same time as now() without its jumps: what limits are counted in.
  const base::PacedClock& steady() const { return steady_; }
  int64_t speed() const { return steady_.speed(); }
  /// From now on the time is `by` later (or earlier).
  void Jump(base::Duration by) { jumped_ = jumped_ + by; }

 private:
  base::PacedClock steady_;
  base::Duration jumped_;
};

}  // namespace keel::exchange
