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

std::map<std::string, std::string> Environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const size_t equals = text.find('=');
    if (equals != std::string::npos) variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return variables;
}

std::string HomeDirectory() {
  if (const auto home = GetEnv("HOME"); home && !home->empty()) return *home;
  const passwd* const user = ::getpwuid(::getuid());
  return user != nullptr && user->pw_dir != nullptr ? user->pw_dir : ".";
}

}  // namespace keel::base::os
