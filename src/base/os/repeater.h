// SPDX-License-Identifier: MIT
// Work that goes on beside the program, at a steady pace, on a thread of its own.
#pragma once

#include <functional>
#include <memory>

#include "base/time.h"

namespace keel::base::os {

class Repeater {
 public:
  /// Calls `work` on a new thread, the first time at once, then `every` after each return. It must
  /// not throw, and what it touches is its own until Stop.
  Repeater(Duration every, std::function<void()> work);
  ~Repeater();
  /// Returns when a call that goes on has ended; there is no other.
  void Stop();

 private:
  struct Thread;
  std::unique_ptr<Thread> thread_;
};

}  // namespace keel::base::os
