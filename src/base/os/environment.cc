// SPDX-License-Identifier: MIT
#include "base/os/environment.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace keel::base::os {

std::optional<std::string> GetEnv(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

std::string HomeDirectory() {
  if (const auto home = GetEnv("HOME"); home && !home->empty()) return *home;
  const passwd* const user = ::getpwuid(::getuid());
  return user != nullptr && user->pw_dir != nullptr ? user->pw_dir : ".";
}

}  // namespace keel::base::os
