// SPDX-License-Identifier: MIT
// The snapshots of a folder held against the journal beside them, while somebody reads it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/journal/snapshot.h"

namespace keel::storage::internal {

std::string EncodeSnapshot(const Snapshot& snapshot);
/// A sentence where the bytes are no intact snapshot.
tl::expected<Snapshot, std::string> DecodeSnapshot(std::string bytes);
/// "snapshot-00000000000000000042.ks"; the names sort as their sequences do.
std::string SnapshotName(uint64_t sequence);
/// The sequences of all snapshots of a folder, ascending. kNotFound, kIo.
base::Result<std::vector<uint64_t>> SnapshotSequences(JournalFolder& folder);

class SnapshotCheck {
 public:
  /// Reads the names.
  static base::Result<SnapshotCheck> Open(JournalFolder& folder);

  /// To be told of the hash at each sequence, from 0 (the genesis hash).
  void Pass(uint64_t sequence, const ChainHash& hash);
  bool IsWanted(uint64_t sequence) const { return wanted_.contains(sequence); }

  /// The newest that agrees with what passed; a note for each one newer that does not. kIo.
  base::Result<std::optional<Snapshot>> Newest(std::vector<std::string>* notes) const;
  /// A note for each one that does not agree. kIo.
  base::Status CheckAll(std::vector<std::string>* notes) const;

 private:
  explicit SnapshotCheck(JournalFolder& folder) : folder_(&folder) {}
  /// The snapshot, or nothing and a note. kIo.
  base::Result<std::optional<Snapshot>> Check(uint64_t sequence,
                                              std::vector<std::string>* notes) const;

  JournalFolder* folder_;
  std::map<uint64_t, std::optional<ChainHash>> wanted_;  // the journal's hash at each snapshot
};

}  // namespace keel::storage::internal
