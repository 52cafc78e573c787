// SPDX-License-Identifier: MIT
#include "base/os/browser.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

extern char** environ;

namespace keel::base::os {

bool OpenInBrowser(const std::string& path) {
  std::string program = "xdg-open";
  std::string target = path;
  char* arguments[] = {program.data(), target.data(), nullptr};
  posix_spawn_file_actions_t silent;
  if (posix_spawn_file_actions_init(&silent) != 0) return false;
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&silent, stream, "/dev/null", O_RDWR, 0);
  }
  pid_t child = 0;
  const int error = posix_spawnp(&child, program.c_str(), &silent, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&silent);
  return error == 0;
}

}  // namespace keel::base::os
