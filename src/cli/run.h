// SPDX-License-Identifier: MIT
// The door of the program: arguments in, exit code out. What it may touch of the outside world
// comes as an argument too, so that tests drive the whole command line in one process.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace keel::cli {

/// The outside world of one call.
struct Outside {
  base::Clock* clock = nullptr;
  std::function<void(std::string_view)> out;  ///< standard output, verbatim
  std::function<void(std::string_view)> err;  ///< standard error, verbatim
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  /// Asks a person for a line; absent where there is none to ask.
  std::function<std::optional<std::string>(std::string_view question)> ask;
  int width = 80;  ///< columns of the terminal
  std::map<std::string, std::string> environment;
  std::string working_directory;
  const std::atomic<bool>* interrupted = nullptr;  ///< set by Ctrl-C
};

/// Runs one verb. `arguments` without the program's name. Exit codes: 0 ok, 1 failed, 2 bad usage
/// or configuration, 3 refused by risk or integrity, 130 interrupted. A failure prints one
/// sentence.
int Run(const std::vector<std::string>& arguments, const Outside& outside);

/// The same with the real outside world.
int Run(int argc, char** argv);

}  // namespace keel::cli
