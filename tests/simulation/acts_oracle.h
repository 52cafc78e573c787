// SPDX-License-Identifier: MIT
// What a session's journal tells of what a person asked for: nothing of what was taken back works
// or is followed, nothing is entered while entries are off, and after a flatten nothing is held.
#pragma once

#include <map>
#include <string>

#include "engine/account.h"
#include "storage/journal/journal_reader.h"

namespace keel::simulation {

struct ActsVerdict {
  std::string failure;        ///< empty: nothing is wrong
  bool is_flattened = false;  ///< by the last word, so that nothing may be held but dust
  /// By coin: what was taken over of what the exchange told, and is no trade of anybody.
  std::map<std::string, core::Decimal> taken_over = {};
};

/// Of a session that has settled.
ActsVerdict CheckActs(storage::JournalFolder& folder, const engine::Account& account);

}  // namespace keel::simulation
