// SPDX-License-Identifier: MIT
// A verb of the command line in a process of its own: long work that may crash, or need more memory
// than there is, without taking the desk or a session with it.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/os/child.h"
#include "base/result.h"

namespace keel::cli {

struct VerbChild {
  base::os::ChildProcess process;  ///< to its arguments those of the verb are added

  /// What it prints. kInterrupted where it was stopped; else why it failed, in its own sentence
  /// where it found one. `on_line` hears what it tells people on the way.
  base::Result<std::string> Run(const std::vector<std::string>& arguments,
                                const std::atomic<bool>& stops,
                                const std::function<void(std::string_view line)>& on_line) const;
};

/// Of the variables of the desk, what a job needs: where home is, the language, Keel's settings. No
/// key, password or address that is a secret.
std::map<std::string, std::string> JobEnvironment(const std::map<std::string, std::string>& all);

}  // namespace keel::cli
