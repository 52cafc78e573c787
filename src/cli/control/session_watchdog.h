// SPDX-License-Identifier: MIT
// Watches a trader from outside its process, and cancels the session's orders at the venue when it
// hangs or died. It acts again and again until that is over, since an order that was under way may
// arrive later; a trader that comes back learns from the venue what happened.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/os/heartbeat.h"
#include "cli/control/pulse_watch.h"
#include "cli/control/venue_sweep.h"

namespace keel::cli {

class SessionWatchdog {
 public:
  /// What it sees and does of the world.
  struct World {
    std::function<base::Result<base::os::Pulse>()> feel_pulse;
    std::function<bool()> kill_file_is_there;
    /// Cancels everything of the session; the result calls `done` later, and ends when destroyed.
    std::function<base::Result<std::unique_ptr<VenueSweep>>(VenueSweep::OnDone done)> sweep;
    std::function<void(const std::string&)> tell;  ///< an alert
  };

  explicit SessionWatchdog(World world, PulseWatchOptions options = {})
      : world_(std::move(world)), watch_(options) {}

  /// To be called every 100 ms; `now` is of a clock that does not jump.
  void Look(base::Duration now);
  /// Whether nothing is left to watch: the session ended, or died and has no open order.
  bool done() const { return done_; }

 private:
  void OnTrouble(Verdict verdict, base::Duration now);
  void OnSwept(const base::Result<size_t>& outcome);
  void Fail(const base::Error& error);

  World world_;
  PulseWatch watch_;
  bool done_ = false;
  base::Duration now_;
  std::optional<base::Duration> trouble_since_;
  std::optional<base::Duration> clean_from_;  ///< when the last sweep that left nothing began
  base::Duration next_sweep_, sweep_began_;
  base::Duration retry_;
  std::string last_failure_;
  std::unique_ptr<VenueSweep> sweep_;
};

}  // namespace keel::cli
