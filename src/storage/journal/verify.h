// SPDX-License-Identifier: MIT
// The verdict on a journal: every byte of it is what was written, or which one is the first that is
// not. Truncation at a clean end shows only to those who know where the end was: the head mark
// beside the journal, and whoever noted down the head hash.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "storage/journal/journal_folder.h"
#include "storage/journal/journal_reader.h"

namespace keel::storage {

struct JournalVerdict {
  SessionStart session;
  uint32_t segments = 0;
  int64_t bytes = 0;                                     ///< proved
  JournalHead head;                                      ///< behind the last record that was proved
  std::optional<base::UnixNanos> first_time, last_time;  ///< of the first and the last record
  /// Bytes at the end of a write that a crash interrupted, or that is going on; nothing of it was
  /// ever acknowledged, and opening the journal for writing cuts them.
  int64_t torn_bytes = 0;
  /// The sequence at which the expected head was found; later records were added since.
  std::optional<uint64_t> expected_at;
  std::optional<JournalDamage> damage;
  std::vector<std::string> notes;  ///< what to know, though nothing is broken

  bool sound() const { return !damage.has_value(); }
};

/// Proves every record of the journal in `folder`, and that it reaches at least as far as its head
/// mark and, where given, the head hash `expected`. A snapshot is held against the journal too.
/// Damage is an answer; kNotFound where there is no journal, kIo.
base::Result<JournalVerdict> VerifyJournal(JournalFolder& folder,
                                           const std::optional<ChainHash>& expected = {});

}  // namespace keel::storage
