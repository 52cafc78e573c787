// SPDX-License-Identifier: MIT
// Work in a process of its own: what crashes there, or eats too much memory, ends there alone, and
// whoever wanted it is told how it ended.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace keel::base::os {

/// The program that runs, the same one also where its file has been replaced since.
inline constexpr const char* kThisProgram = "/proc/self/exe";

struct ChildProcess {
  std::string program;                             ///< its path
  std::vector<std::string> arguments;              ///< the first is the name that it goes by
  std::map<std::string, std::string> environment;  ///< all of it
  std::string working_directory = "/";
  int niceness = 10;                    ///< added to ours, so that it waits for whoever trades here
  std::optional<int64_t> memory_bytes;  ///< that it may write to; an allocation beyond it fails
  size_t most_output_bytes = size_t{8} << 20;  ///< of standard output; more ends it
  Duration patience = Seconds(5);              ///< from SIGINT to SIGKILL
};

struct ChildEnd {
  std::optional<int> exit_code;  ///< absent: a signal ended it
  int signal = 0;                ///< that ended it
  bool was_stopped = false;      ///< it was asked to end
  bool was_killed = false;       ///< and did not within `patience`
  bool said_too_much = false;
  std::string output;  ///< of standard output
};

/// Runs it to its end, with nothing to read, no file of ours and no shell, in a process group of
/// its own that the kernel picks first where memory is short. Asks it to end by SIGINT once `stops`
/// is set, and kills it later. `on_line` hears each line of its standard error; what is beyond 64
/// KiB of one is lost. When it has ended, so has all that it started in its group. It does not
/// outlive the calling thread. kIo where it cannot be started.
Result<ChildEnd> RunChild(const ChildProcess& wanted, const std::atomic<bool>& stops,
                          const std::function<void(std::string_view line)>& on_line);

/// "SIGSEGV, segmentation fault"; "signal 77" for one without a name.
std::string SignalText(int signal);

}  // namespace keel::base::os
