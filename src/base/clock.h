// SPDX-License-Identifier: MIT
// Code that needs "now" takes a Clock&; only the program's edge makes a real one.
#pragma once

#include "base/time.h"

namespace keel::base {

/// Tells the time. Implementations: os::SystemClock (wall), ManualClock (simulation and tests).
class Clock {
 public:
  virtual ~Clock() = default;
  virtual UnixNanos now() const = 0;
};

/// A clock that shows what it was last set to.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(UnixNanos start = {}) : now_(start) {}
  UnixNanos now() const override { return now_; }
  void Set(UnixNanos t) { now_ = t; }

 private:
  UnixNanos now_;
};

}  // namespace keel::base
