// SPDX-License-Identifier: MIT
// The page, as web/scripts/embed.mjs puts it into the program.
#pragma once

#include <vector>

#include "server/http/static_files.h"

namespace keel::cli {

/// Its files; none in a build without it.
std::vector<server::Asset> PageAssets();

}  // namespace keel::cli
