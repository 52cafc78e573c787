// SPDX-License-Identifier: MIT
// What the surroundings of the process say. Only the program's edge asks.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace keel::base::os {

/// The value of an environment variable, also when it is empty; nothing where it is unset.
std::optional<std::string> GetEnv(const std::string& name);
/// All variables by name.
std::map<std::string, std::string> Environment();
/// The user's home folder: $HOME, else what the user database says, else ".".
std::string HomeDirectory();

}  // namespace keel::base::os
