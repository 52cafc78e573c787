// SPDX-License-Identifier: MIT
// A text file in memory, plain or compressed.
#pragma once

#include <string>

#include "base/result.h"

namespace keel::storage {

/// The whole content of a file, plain or gzip, at most 4 GiB. kUsage for a larger one, an archive
/// of several files or damaged bytes; kNotFound, kIo.
base::Result<std::string> ReadTextFile(const std::string& path);

}  // namespace keel::storage
