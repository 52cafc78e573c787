// SPDX-License-Identifier: MIT
// What must hold of the orders that an algorithm works, by the journal alone, restarts included: no
// more is traded for a parent than it is for, and its children keep their distance in time.
#pragma once

#include <string>

#include "engine/account.h"
#include "storage/journal/journal_reader.h"

namespace keel::simulation {

struct ParentsVerdict {
  std::string failure;  ///< empty: it holds
  int parents = 0, children = 0;
};

ParentsVerdict CheckParents(storage::JournalFolder& folder, const engine::Account& account);

}  // namespace keel::simulation
