// SPDX-License-Identifier: MIT
// Which Keel this is: every report and every stored run names it.
#pragma once

#include <string_view>

namespace keel::cli {

std::string_view KeelVersion();  ///< "0.1.0"
/// The commit the program was built from, "-dirty" behind it where files had changed; "" when built
/// outside git.
std::string_view KeelCommit();
std::string_view Compiler();  ///< "GCC 12.2.0"

}  // namespace keel::cli
