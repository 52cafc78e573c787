// SPDX-License-Identifier: MIT
// Answers an operator's questions about a running session and does what they ask for. It knows no
// socket: a line in, a line out.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/os/system_clock.h"
#include "cli/control/session_views.h"
#include "engine/control/protocol.h"

namespace keel::cli {

class SessionControl {
 public:
  /// What the driver lends. `session` is null until trading begins.
  struct Driver {
    engine::LiveSession* session = nullptr;
    std::function<base::UnixNanos()> now;
    /// Puts into the journal what an act has led to, and sends what may leave then.
    std::function<base::Status()> settle;
    std::function<SessionFacts()> facts;
    std::function<bool()> kill_file_is_there;
    std::string kill_file;  ///< its path, for messages
    /// That ControlRequest::asked_at is of.
    std::function<base::Duration()> machine_time = base::os::MonotonicTime;
  };

  explicit SessionControl(Driver driver) : driver_(std::move(driver)) {}
  /// From here on there is a session that trades; it must outlive this object. Throws what was
  /// asked for while it started: what follows from that is to be settled before anything is traded.
  base::Status Begin(engine::LiveSession& session);

  /// One line of JSON for one line of JSON, whatever it is.
  std::string Answer(const std::string& line);
  /// Throws the kill switch for everything, where that has not happened yet.
  base::Status Halt(const std::string& by, const std::string& reason);

 private:
  base::Result<std::string> Reply(const std::string& line);
  base::Result<engine::ActView> HaltLater(const engine::ControlRequest& request);
  base::Status CheckIsInTime(const engine::ControlRequest& request) const;
  base::Result<engine::ActView> Cancel(const engine::ControlRequest& request);
  base::Result<engine::ActView> Amend(const engine::ControlRequest& request);
  base::Result<engine::PlacedView> Order(const engine::ControlRequest& request);
  base::Result<engine::CheckView> Check(const engine::ControlRequest& request);
  base::Result<engine::ActView> Halt(const engine::ControlRequest& request);
  base::Result<engine::ActView> Resume(const engine::ControlRequest& request);
  base::Result<engine::ActView> Flatten(const engine::ControlRequest& request);
  base::Result<engine::LimitsView> ChangeLimits(const engine::ControlRequest& request);
  base::Result<engine::ParamsView> Params(const engine::ControlRequest& request);

  base::Result<core::TradingScope> ScopeOf(const engine::ControlRequest& request) const;
  base::Status WhyNothingToResume() const;
  engine::LiveSession& session() const { return *driver_.session; }
  base::UnixNanos now() const { return driver_.now(); }

  Driver driver_;
  std::vector<engine::ControlRequest> early_halts_;  // asked for before Begin
};

}  // namespace keel::cli
