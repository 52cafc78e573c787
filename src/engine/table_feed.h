// SPDX-License-Identifier: MIT
// Brings the tables of a session up to its journal. It reads what was committed from the disk, as
// any other reader does, so the session neither waits for it nor knows of it: a slow or locked
// database leaves the tables behind, and the next call goes on.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/session_tables.h"
#include "storage/projection/projection.h"

namespace keel::engine {

class TableFeed {
 public:
  /// `database` is made when there is a journal.
  TableFeed(std::unique_ptr<storage::JournalFolder> folder, std::string database,
            SettingsReader read_settings);
  TableFeed(TableFeed&&) noexcept;
  ~TableFeed();

  /// Puts what the journal holds by now into the tables. Tables of another history are made anew.
  /// Where there is no journal yet, that is all. kIo (a locked database, a full disk) leaves the
  /// tables as they were, and the next call tries again; kCorrupt, kUsage, kUnsupported.
  base::Status CatchUp();
  /// Empties the tables first.
  base::Status Rebuild();
  /// The last record that is in the tables.
  uint64_t last() const { return projection_ ? projection_->last_sequence() : 0; }

 private:
  struct Batch;

  base::Status Follow(storage::JournalReader& reader);
  base::Status Flush();
  void Forget();

  std::unique_ptr<storage::JournalFolder> folder_;
  std::string database_;
  SettingsReader read_settings_;
  std::optional<storage::Projection> projection_;
  std::unique_ptr<SessionTables> tables_;
  std::optional<storage::JournalReader::Bookmark> place_;  // behind what tables_ took
  std::unique_ptr<Batch> waiting_;                         // taken and not applied
};

}  // namespace keel::engine
