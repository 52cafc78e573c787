// SPDX-License-Identifier: MIT
#include "base/os/terminal.h"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>

namespace keel::base::os {

bool StdoutIsTerminal() { return ::isatty(STDOUT_FILENO) == 1; }
bool StderrIsTerminal() { return ::isatty(STDERR_FILENO) == 1; }
bool CanAsk() { return ::isatty(STDIN_FILENO) == 1 && StderrIsTerminal(); }

std::optional<std::string> ReadLine() {
  constexpr size_t kLongest = 1000;
  std::string line;
  while (line.size() < kLongest) {
    char c = 0;
    if (::read(STDIN_FILENO, &c, 1) != 1) return std::nullopt;
    if (c == '\n') return line;
    line += c;
  }
  return std::nullopt;
}

int TerminalWidth() {
  for (const int descriptor : std::array{STDOUT_FILENO, STDERR_FILENO}) {
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  }
  return 80;
}

std::optional<std::string> ReadTypedLine() {
  if (::isatty(STDIN_FILENO) != 1) return std::nullopt;
  std::string line;
  for (char c = 0; ::read(STDIN_FILENO, &c, 1) == 1;) {
    if (c == '\n') return line;
    line += c;
  }
  return std::nullopt;
}

std::optional<std::string> ReadHiddenLine() {
  termios shown{};
  if (::tcgetattr(STDIN_FILENO, &shown) != 0) return std::nullopt;
  termios hidden = shown;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  if (::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) != 0) return std::nullopt;
  std::optional<std::string> line = ReadTypedLine();
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
  return line;
}

}  // namespace keel::base::os
