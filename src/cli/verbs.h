// SPDX-License-Identifier: MIT
// The list of verbs. A verb is one file with a Make function and one row in list.inc.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/verb.h"

namespace keel::cli {

#define KEEL_VERB(Make) std::unique_ptr<Verb> Make();
#include "cli/list.inc"
#undef KEEL_VERB

/// A fresh object of every verb, in the order of list.inc.
std::vector<std::unique_ptr<Verb>> MakeVerbs();
std::vector<std::string> VerbNames(const std::vector<std::unique_ptr<Verb>>& verbs);
/// The verb of that name; kUsage with the nearest name otherwise.
base::Result<Verb*> FindVerb(const std::vector<std::unique_ptr<Verb>>& verbs,
                             std::string_view name);

}  // namespace keel::cli
