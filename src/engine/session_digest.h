// SPDX-License-Identifier: MIT
// What a restart needs of a session's past, without what only tells why and what was heard: kept as
// the snapshot of a journal, which a restart then reads instead of the records before it. The
// records that stay are those of the journal, so that a start with it is a start without it.
#pragma once

#include <string>
#include <vector>

#include "base/hash.h"
#include "engine/session_records.h"
#include "storage/journal/snapshot.h"

namespace keel::engine {

/// A record of the journal with its bytes.
struct DigestRecord {
  uint64_t sequence = 0;
  uint16_t type = 0, version = 0;
  base::UnixNanos time;
  std::string payload;

  /// Valid as long as this.
  storage::Record Record() const;
};

class SessionDigest {
 public:
  static constexpr uint16_t kVersion = 1;

  /// The next record of the journal.
  void Add(const storage::Record& record);
  /// What is left of them, in order; of decisions the last one, at its end.
  std::vector<DigestRecord> Records() const;
  /// When the last of them was written, left out or not.
  base::UnixNanos last_time() const { return last_time_; }
  /// Of all that were added: see SessionLog::Hash.
  base::Hasher TakeHasher() && { return std::move(hasher_); }

  std::string Payload() const;
  /// kUnsupported for a payload of another version, kCorrupt.
  static base::Result<SessionDigest> Read(const storage::Snapshot& snapshot);

 private:
  std::vector<DigestRecord> records_;
  std::optional<DigestRecord> last_decision_;
  base::UnixNanos last_time_;
  base::Hasher hasher_;
};

/// Writes a snapshot of the journal as it is, where it has grown by at least `least` records since
/// the last one. No commit may happen meanwhile. kIo, kCorrupt.
base::Status WriteDigest(storage::JournalFolder& folder, uint64_t least);

}  // namespace keel::engine
