// SPDX-License-Identifier: MIT
// Whether people or programs read what is printed.
#pragma once

namespace keel::base::os {

bool StdoutIsTerminal();
bool StderrIsTerminal();
/// Columns of the terminal behind standard output or standard error; 80 where there is none.
int TerminalWidth();

}  // namespace keel::base::os
