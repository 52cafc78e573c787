// SPDX-License-Identifier: MIT
// Signals as values: long work looks at a flag between steps, closes its files and returns.
#pragma once

#include <atomic>
#include <cstdint>

namespace keel::base::os {

/// Makes SIGINT and SIGTERM set the returned flag; the second one ends the program at once with
/// exit code 130. Call it once, at the program's edge; the flag lives as long as the program.
const std::atomic<bool>& InstallInterruptFlag();

/// Makes SIGUSR1 count up the returned number instead of ending the program; it lives as long as
/// the program, which may call this as often as it likes.
const std::atomic<uint32_t>& InstallHaltSignal();

}  // namespace keel::base::os
