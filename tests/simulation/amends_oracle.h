// SPDX-License-Identifier: MIT
// What must hold of orders that were changed while they worked, by the journal alone, restarts
// included: what goes on in an order's place never makes more of it than was asked for.
#pragma once

#include <string>

#include "engine/account.h"
#include "storage/journal/journal_reader.h"

namespace keel::simulation {

struct AmendsVerdict {
  std::string failure;  ///< empty: it holds
  int done = 0, refused = 0, replaced = 0;
};

AmendsVerdict CheckAmends(storage::JournalFolder& folder, const engine::Account& account);

}  // namespace keel::simulation
