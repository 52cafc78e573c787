// SPDX-License-Identifier: MIT
// Where sweeps are kept, for the verbs that make them and those that judge them.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/verb.h"

namespace keel::cli {

std::string SweepsFolder(const Session& session);

/// The folder of a kept sweep, by its id, the beginning of one, or its path. kNotFound.
base::Result<std::string> FindSweep(const Session& session, const std::string& name);

}  // namespace keel::cli
