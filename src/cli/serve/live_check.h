// SPDX-License-Identifier: MIT
// Whether a desk lives, found out from outside: over its port, as a browser would.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace keel::cli {

/// Waits until the desk at `url` shows its page, lets in by its link, and says that the session is
/// in step and trades. kIo with what is missing after `patience`.
base::Status WaitForLiveDesk(const base::Clock& clock, const std::string& url,
                             const std::string& link, base::Duration patience);

}  // namespace keel::cli
