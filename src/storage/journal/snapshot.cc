// SPDX-License-Identifier: MIT
#include "storage/journal/snapshot.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "storage/journal/internal/snapshot_check.h"

namespace keel::storage {

base::Status WriteSnapshot(JournalFolder& folder, const Snapshot& snapshot) {
  constexpr size_t kMaxPayload = size_t{1} << 30;
  if (snapshot.payload.size() > kMaxPayload) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("a snapshot of {} bytes is more than 1 GiB, the most that can "
                                  "be kept",
                                  snapshot.payload.size()));
  }
  TRY(WriteWhole(folder, internal::SnapshotName(snapshot.at.sequence),
                 internal::EncodeSnapshot(snapshot)));
  TRY(const std::vector<uint64_t> sequences, internal::SnapshotSequences(folder));
  for (size_t i = 0; i + kSnapshotsKept < sequences.size(); ++i) {
    TRY(folder.Remove(internal::SnapshotName(sequences[i])));
  }
  return {};
}

base::Result<SessionRecovery> Recover(JournalFolder& folder) {
  TRY(internal::SnapshotCheck check, internal::SnapshotCheck::Open(folder));
  TRY(JournalReader reader, JournalReader::Open(folder));
  std::map<uint64_t, JournalReader::Bookmark> bookmarks;
  check.Pass(0, reader.head().hash);
  while (true) {
    TRY(const std::optional<Record> record, reader.Next());
    if (!record) break;
    if (!check.IsWanted(record->head.sequence)) continue;
    const auto bookmark = reader.Mark();
    if (!bookmark) continue;  // a state in the middle of a commit was never the journal's head
    check.Pass(record->head.sequence, record->hash);
    bookmarks[record->head.sequence] = *bookmark;
  }
  std::vector<std::string> notes;
  TRY(std::optional<Snapshot> snapshot, check.Newest(&notes));
  const JournalHead head = reader.head();
  if (!snapshot || snapshot->at.sequence == 0) {
    TRY(JournalReader all, JournalReader::Open(folder));
    return SessionRecovery{std::move(snapshot), std::move(all), head, std::move(notes)};
  }
  TRY(JournalReader later, JournalReader::OpenAt(folder, bookmarks.at(snapshot->at.sequence)));
  return SessionRecovery{std::move(snapshot), std::move(later), head, std::move(notes)};
}

}  // namespace keel::storage
