// SPDX-License-Identifier: MIT
// The past that a session begins from: the records of its journal, or a snapshot's and those after
// it.
#pragma once

#include <optional>
#include <vector>

#include "base/hash.h"
#include "engine/session_digest.h"
#include "storage/journal/journal.h"

namespace keel::engine {

/// Where a session writes, and what it begins from.
struct SessionMemory {
  storage::Journal* journal = nullptr;  ///< null: nothing is written (a replay)
  storage::JournalFolder* folder = nullptr;
  uint64_t past = UINT64_MAX;  ///< records of the folder up to this number are the past
  bool by_snapshot = false;    ///< of what a snapshot has, only that is read
};

class SessionPast {
 public:
  /// kCorrupt, kIo. The folder must outlive it.
  static base::Result<SessionPast> Open(const SessionMemory& memory);

  /// The next record, or nothing behind the last one. Valid until the next call.
  base::Result<std::optional<storage::Record>> Next();
  /// Begins anew.
  base::Status Rewind();
  /// Whether the last record came from a snapshot, whose hasher has it already.
  bool is_of_snapshot() const { return next_ <= digest_.size() && later_given_ == 0; }
  /// When the snapshot's last record was written, one that it leaves out perhaps.
  base::UnixNanos snapshot_time() const { return snapshot_time_; }
  /// Of all that the snapshot stands for, once; nothing where there is none.
  std::optional<base::Hasher> TakeHasher() { return std::exchange(hasher_, std::nullopt); }

 private:
  SessionPast(storage::JournalFolder& folder, storage::JournalReader later, uint64_t most);

  storage::JournalFolder* folder_;
  std::vector<DigestRecord> digest_;
  size_t next_ = 0;
  std::optional<base::Hasher> hasher_;
  base::UnixNanos snapshot_time_;
  storage::JournalReader::Bookmark begin_;  // of what comes later
  storage::JournalReader later_;
  uint64_t most_;  // records that may come later
  uint64_t later_given_ = 0;
};

}  // namespace keel::engine
