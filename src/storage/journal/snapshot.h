// SPDX-License-Identifier: MIT
// The state of a session at one record, so that a restart need not replay everything before it. A
// snapshot is only a short cut: the journal decides whether it is believed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "storage/journal/journal_folder.h"
#include "storage/journal/journal_reader.h"

namespace keel::storage {

struct Snapshot {
  JournalHead at;        ///< the journal's head when the state was taken
  uint16_t version = 0;  ///< of the payload's schema
  std::string payload;
};

/// Snapshots that are kept: the newest and those to fall back to.
constexpr size_t kSnapshotsKept = 3;

/// Writes `snapshot-<sequence>.ks`, whole or not at all, then removes all but the newest
/// kSnapshotsKept. Requires that `at` is a committed head of the journal in this folder, and a
/// payload of at most 1 GiB (kUsage). kIo: the older ones are still there.
base::Status WriteSnapshot(JournalFolder& folder, const Snapshot& snapshot);

/// What a restart needs.
struct SessionRecovery {
  std::optional<Snapshot> snapshot;  ///< the newest one that can be believed
  JournalReader later;               ///< the records after it, or all records
  JournalHead head;                  ///< where they end
  std::vector<std::string> notes;    ///< which snapshots are not believed, and why
};

/// Proves the whole journal, then picks the newest snapshot that is intact and has the chain hash
/// which the journal has at its sequence. `folder` must outlive the result. kNotFound, kCorrupt,
/// kIo. Open the journal for writing first: that settles what a crash left at its end.
base::Result<SessionRecovery> Recover(JournalFolder& folder);

}  // namespace keel::storage
