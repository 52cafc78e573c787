// SPDX-License-Identifier: MIT
// The API of the whole desk as one OpenAPI document, for those who write or generate clients.
#pragma once

#include <string>

#include "base/result.h"

namespace keel::cli {

/// The document, a line for each member. For it a desk begins in a folder of its own in `home`,
/// says what routes it has, and is gone before it has served anybody. kIo where that cannot be.
base::Result<std::string> ApiDocument(const std::string& home);

}  // namespace keel::cli
