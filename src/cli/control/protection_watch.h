// SPDX-License-Identifier: MIT
// When something has been held without its stop at the venue for so long that a person should hear
// of it. A second or two without is how a stop is moved.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/time.h"

namespace keel::cli {

class ProtectionWatch {
 public:
  /// `holders`: whose stop is not at the venue at `now`, of a clock that does not jump. A sentence
  /// for each who has been without for 30 s and was not told yet, and for each who was told and is
  /// among them no more.
  std::vector<std::string> Look(const std::vector<std::string>& holders, base::Duration now);

 private:
  struct Trouble {
    base::Duration since;
    bool told = false;
  };
  std::map<std::string, Trouble> troubles_;
};

}  // namespace keel::cli
