// SPDX-License-Identifier: MIT
// Work that would hold up its caller (a question to another process, a slow hash), one piece after
// the other on a thread of its own.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "base/os/urgency.h"

namespace keel::base::os {

class Worker {
 public:
  /// Keeps at most `room` pieces waiting.
  explicit Worker(size_t room, Urgency urgency = Urgency::kUsual);
  /// Ends after the piece that goes on; those that wait are dropped.
  ~Worker();
  /// Has `work` called on the thread; it must not throw. False where there is no room, or Stop was
  /// called. From any thread.
  bool Post(std::function<void()> work);
  /// Returns when the piece that goes on has ended; there is no other.
  void Stop();

 private:
  struct Thread;
  std::unique_ptr<Thread> thread_;
};

}  // namespace keel::base::os
