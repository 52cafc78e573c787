// SPDX-License-Identifier: MIT
// The exchange's own time: it starts with the wall clock, runs at a speed and can be made to jump,
// as clocks of venues do.
#pragma once

#include <cstdint>

#include "base/clock.h"

namespace keel::exchange {

class VenueClock final : public base::Clock {
 public:
  /// `wall` must outlive it; speed is at least 1.
  VenueClock(const base::Clock& wall, int64_t speed)
      : wall_(wall), start_(wall.now()), speed_(speed) {}

  base::UnixNanos now() const override {
    return start_ + (wall_.now() - start_) * speed_ + jumped_;
  }
  base::UnixNanos wall_now() const { return wall_.now(); }
  int64_t speed() const { return speed_; }
  /// From now on the time is `by` later (or earlier).
  void Jump(base::Duration by) { jumped_ = jumped_ + by; }

 private:
  const base::Clock& wall_;
  base::UnixNanos start_;
  int64_t speed_;
  base::Duration jumped_;
};

}  // namespace keel::exchange
