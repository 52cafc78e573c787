// SPDX-License-Identifier: MIT
// Time that runs faster than the wall clock: a simulated exchange and who trades there share it.
#pragma once

#include "base/clock.h"

namespace keel::base {

/// Shows the wall clock's time at `origin` and `speed` seconds for each of its seconds since then.
class PacedClock final : public Clock {
 public:
  /// `wall` must outlive it; speed is at least 1.
  PacedClock(const Clock& wall, UnixNanos origin, int64_t speed)
      : wall_(wall), origin_(origin), speed_(speed) {}

  /// The origin of a clock that shows `then` when the wall clock shows `wall`. Requires speed > 1.
  static UnixNanos OriginFor(UnixNanos wall, UnixNanos then, int64_t speed) {
    return wall + Duration{(wall - then).ns / (speed - 1)};
  }

  UnixNanos now() const override { return origin_ + (wall_.now() - origin_) * speed_; }
  UnixNanos wall_now() const { return wall_.now(); }
  UnixNanos origin() const { return origin_; }
  int64_t speed() const { return speed_; }

 private:
  const Clock& wall_;
  UnixNanos origin_;
  int64_t speed_;
};

}  // namespace keel::base
