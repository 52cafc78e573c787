// SPDX-License-Identifier: MIT
// Shows a file to the person in front of the screen.
#pragma once

#include <string>

namespace keel::base::os {

/// Asks the desktop (xdg-open) to show `path` and does not wait. False where that could not be
/// started.
bool OpenInBrowser(const std::string& path);

}  // namespace keel::base::os
