// SPDX-License-Identifier: MIT
// The one thread on which clients and servers call back: sockets, timers and what other threads
// post arrive one after the other, so nothing that runs on a loop needs a lock.
#pragma once

#include <functional>
#include <memory>

#include "base/time.h"

namespace boost::asio {
class io_context;
}

namespace keel::net {

using Task = std::function<void()>;

/// A task that a loop will call once. Destroying or replacing the timer calls it off.
class Timer {
 public:
  Timer() = default;
  ~Timer() { Cancel(); }
  Timer(Timer&& other) noexcept : state_(std::move(other.state_)) {}
  Timer& operator=(Timer&& other) noexcept {
    if (this != &other) {
      Cancel();
      state_ = std::move(other.state_);
    }
    return *this;
  }

  void Cancel();

 private:
  friend class Loop;
  struct State;
  explicit Timer(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

/// Runs tasks on the thread that calls Run. Post and Stop may be called from any thread, everything
/// else from the loop's own (or before it runs). It outlives all that was made on it.
class Loop {
 public:
  /// With a speed above 1 (at least 1) every delay is that much shorter: for a simulated time that
  /// runs faster than the wall clock, with a base::PacedClock beside it.
  explicit Loop(int64_t speed = 1);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Calls tasks until Stop; without any work it waits for some.
  void Run();
  /// The same until `done` holds after a task, or `limit` has passed. Whether `done` holds.
  bool RunUntil(const std::function<bool()>& done, base::Duration limit);
  /// Ends Run after the task that is running now; one that is not running yet ends at once.
  void Stop();

  /// Has `task` called on the loop's thread, after what was posted before.
  void Post(Task task);
  /// Has `task` called once, `delay` from now, measured by a clock that does not jump.
  [[nodiscard]] Timer After(base::Duration delay, Task task);
  /// What that clock shows: since the loop was made.
  base::Duration Now() const;
  /// Has `task` called at each SIGINT and SIGTERM, which no longer end the program.
  void OnInterrupt(Task task);

  /// For the sockets of this module.
  boost::asio::io_context& context();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace keel::net
