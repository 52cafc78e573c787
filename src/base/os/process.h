// SPDX-License-Identifier: MIT
// Starts a process that outlives this one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace keel::base::os {

struct DetachedProcess {
  std::vector<std::string> arguments;              ///< the first is the program's path
  std::map<std::string, std::string> environment;  ///< all of it
  std::string log;  ///< file (mode 0600) that its output is appended to
};

/// Starts it in a session of its own, without terminal and as nobody's child, so that neither the
/// end of this process nor a signal to its group ends it. kIo where it cannot be started.
Status StartDetached(const DetachedProcess& wanted);

/// What `kill` takes to mean this process.
int64_t OwnProcessId();
/// Whether this process may do anything to the machine.
bool RunsAsRoot();
/// The path of the program that runs. kIo.
Result<std::string> OwnProgram();

}  // namespace keel::base::os
