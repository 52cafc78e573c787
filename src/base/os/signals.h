// SPDX-License-Identifier: MIT
// Ctrl-C as a value: long work looks at a flag between steps, closes its files and returns.
#pragma once

#include <atomic>

namespace keel::base::os {

/// Makes SIGINT and SIGTERM set the returned flag; the second one ends the program at once with
/// exit code 130. Call it once, at the program's edge; the flag lives as long as the program.
const std::atomic<bool>& InstallInterruptFlag();

}  // namespace keel::base::os
