// SPDX-License-Identifier: MIT
// What lies in a session's folder beside its journal while it runs.
#pragma once

#include <string>

namespace keel::engine {

/// The socket of its operator's verbs.
inline std::string ControlSocketIn(const std::string& folder) { return folder + "/control.sock"; }
/// Where it shows that it lives.
inline std::string HeartbeatIn(const std::string& folder) { return folder + "/heartbeat"; }
/// While a file of this name is there, entries are off; its text is the reason.
inline std::string KillFileIn(const std::string& folder) { return folder + "/KILL"; }
/// What a watchdog has to know; no secrets.
inline std::string WatchPlanIn(const std::string& folder) { return folder + "/watch.json"; }
/// Shows that a watchdog lives.
inline std::string WatchdogPulseIn(const std::string& folder) { return folder + "/watchdog"; }
inline std::string WatchdogLogIn(const std::string& folder) { return folder + "/watchdog.log"; }

}  // namespace keel::engine
