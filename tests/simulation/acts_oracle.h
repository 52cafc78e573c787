// SPDX-License-Identifier: MIT
// What a session's journal tells of what a person asked for: nothing of what was taken back works
// or is followed, nothing is entered while entries are off, and after a flatten nothing is held.
#pragma once

#include <string>

#include "engine/account.h"
#include "storage/journal/journal_reader.h"

namespace keel::simulation {

struct ActsVerdict {
  std::string failure;        ///< empty: nothing is wrong
  bool is_flattened = false;  ///< by the last word, so that nothing may be held but dust
};

/// Of a session that has settled.
ActsVerdict CheckActs(storage::JournalFolder& folder, const engine::Account& account);

}  // namespace keel::simulation
