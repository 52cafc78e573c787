// SPDX-License-Identifier: MIT
// How far the journal is known to be on the disk, beside it in `journal.head`. Without it nobody
// could tell a journal that lost its last records from one that never had them. It is written after
// each sync of the journal and synced rarely, so it may lag behind but never runs ahead; two slots
// are written in turn, so that a torn write leaves the other.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "storage/journal/internal/format.h"
#include "storage/journal/journal_folder.h"

namespace keel::storage::internal {

struct HeadMark {
  JournalHead state;
  uint32_t segment = 1;
  int64_t offset = kSegmentHeaderSize;  ///< end of the last durable group in that segment
};

/// What the file says.
struct HeadFile {
  bool present = false;
  int damaged_slots = 0;  ///< of two
  std::optional<HeadMark> mark;
};

/// kIo where it cannot be read; a damaged file is an answer.
base::Result<HeadFile> ReadHead(JournalFolder& folder);

/// Writes the marks of one open journal.
class HeadWriter {
 public:
  /// Replaces the file by one that holds `mark` twice, durably. kIo.
  static base::Result<HeadWriter> Create(JournalFolder& folder, const HeadMark& mark);

  /// Writes `mark` over the older of the two, without waiting for the disk. kIo.
  base::Status Write(const HeadMark& mark);
  base::Status Sync() { return file_->Sync(); }

 private:
  explicit HeadWriter(std::unique_ptr<JournalFile> file) : file_(std::move(file)) {}

  std::unique_ptr<JournalFile> file_;
  int next_slot_ = 0;
};

}  // namespace keel::storage::internal
