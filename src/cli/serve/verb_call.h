// SPDX-License-Identifier: MIT
// A verb of the command line as a function, for what is read in a moment: what the desk asks for is
// what a person could type. Long work is a VerbChild.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace keel::cli {

struct VerbCall {
  std::map<std::string, std::string> environment;
  std::string working_directory;
  const std::atomic<bool>* interrupted = nullptr;
  /// Hears what the verb tells people on the way, line by line; from the thread of the call.
  std::function<void(std::string_view line)> on_line;

  /// What it prints. Its own sentence where it fails, kInterrupted where it was stopped.
  base::Result<std::string> Run(const std::vector<std::string>& arguments) const;
};

/// Why a verb failed, where this line of its standard error says so, as text or with --json; else
/// "".
std::string FailureIn(std::string_view line);

}  // namespace keel::cli
