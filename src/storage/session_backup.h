// SPDX-License-Identifier: MIT
// Copies of sessions in one file: each journal up to a committed record, though its session may be
// writing, with the snapshots that belong to it, its mode, and its account where that is on paper;
// and back again, proved before it has its name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "storage/archive.h"
#include "storage/journal/journal_reader.h"

namespace keel::storage {

/// What a folder is called while it is being restored: a session's name and this.
inline constexpr std::string_view kRestoring = ".restoring";

struct BackupMember {
  std::string name;  ///< of the file, from the session's folder
  int64_t bytes = 0;
  std::string sha256;
};
/// How far the journal of an account on paper was copied.
struct BackupAccount {
  uint64_t records = 0;
  std::string head;  ///< chain hash of the last record
};
struct BackupSession {
  std::string name;  ///< of the folder
  std::string id;
  uint64_t records = 0;
  std::string head;  ///< chain hash of the last record
  /// As the folder says; absent where it does not, and in version 1, which did not save it.
  std::optional<std::string> mode;
  std::optional<BackupAccount> account;  ///< on paper; absent in version 1, too
  std::vector<BackupMember> members;
};
/// What the member "manifest.json" says.
struct BackupManifest {
  int64_t version = 2;
  std::string code_version;
  base::UnixNanos made;
  std::vector<BackupSession> sessions;
};

/// Whether a record was ever written there: a session that ended before that never began.
/// kCorrupt, kIo.
base::Result<bool> HasBegun(JournalFolder& folder);

/// Adds the session in `folder` to an archive, and beside its files a text for people:
/// `configuration` as configuration.json. Its account on paper is copied after it and so knows all
/// that the session has heard of. kCorrupt for a journal that is damaged; kNotFound, kIo.
base::Result<BackupSession> BackUpSession(JournalFolder& folder, const std::string& name,
                                          const std::string& configuration, ArchiveWriter& archive);
/// The last member. kIo.
base::Status AddManifest(const BackupManifest& manifest, ArchiveWriter& archive);

/// kCorrupt for an archive that is no backup, or names what no backup holds; kUnsupported for one
/// of a newer version.
base::Result<BackupManifest> ReadManifest(ArchiveReader& archive);
/// Makes the folder `path` with the files of a session of the manifest, whole or not at all: each
/// member must have its SHA-256, and each journal must be proved to its head. kRefused where
/// something of that name is there; kCorrupt, kIo.
base::Status RestoreSession(ArchiveReader& archive, const BackupSession& session,
                            const std::string& path);

}  // namespace keel::storage
