// SPDX-License-Identifier: MIT
// Whether people or programs read what is printed.
#pragma once

#include <optional>
#include <string>

namespace keel::base::os {

bool StdoutIsTerminal();
bool StderrIsTerminal();
/// Whether a person can be asked: standard input and standard error are terminals.
bool CanAsk();
/// A line of standard input without its end; nothing at its end, or where Ctrl-C came.
std::optional<std::string> ReadLine();
/// Columns of the terminal behind standard output or standard error; 80 where there is none.
int TerminalWidth();
/// The line that a person types; nothing where standard input is no terminal, or ends.
std::optional<std::string> ReadTypedLine();
/// The same without showing it: a password.
std::optional<std::string> ReadHiddenLine();

}  // namespace keel::base::os
