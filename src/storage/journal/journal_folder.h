// SPDX-License-Identifier: MIT
// All that a journal asks of the operating system, as an interface: tests put a disk behind it that
// takes half a write, is full, fails to sync, or loses its power with any of its sectors unwritten.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace keel::storage {

/// A file that is written in place.
class JournalFile {
 public:
  virtual ~JournalFile() = default;
  /// Writes at `offset`; how many bytes were taken, which may be fewer than given. kIo.
  virtual base::Result<size_t> Write(int64_t offset, std::string_view bytes) = 0;
  /// Returns when all that was written is on the disk. kIo: then it is unknown what is.
  virtual base::Status Sync() = 0;
  virtual base::Result<int64_t> Size() = 0;
  /// Cuts the file. kIo.
  virtual base::Status Truncate(int64_t size) = 0;
};

/// Keeps a folder from other writers as long as it lives.
class JournalLock {
 public:
  virtual ~JournalLock() = default;
};

/// The folder of one session.
class JournalFolder {
 public:
  virtual ~JournalFolder() = default;
  /// Its path, for messages.
  virtual const std::string& path() const = 0;
  /// kRefused where another writer holds it.
  virtual base::Result<std::unique_ptr<JournalLock>> Lock() = 0;
  /// Names of its files, sorted. kNotFound, kIo.
  virtual base::Result<std::vector<std::string>> List() = 0;
  /// All bytes of a file. kCorrupt where there are more than `at_most`; kNotFound, kIo.
  virtual base::Result<std::string> Read(const std::string& name, int64_t at_most) = 0;
  /// An existing file. kNotFound, kIo.
  virtual base::Result<std::unique_ptr<JournalFile>> Open(const std::string& name) = 0;
  /// An empty file; one of that name is emptied. kIo.
  virtual base::Result<std::unique_ptr<JournalFile>> Create(const std::string& name) = 0;
  /// Renames a file, replacing what is there. kIo.
  virtual base::Status Rename(const std::string& from, const std::string& to) = 0;
  /// Removes a file; one that is not there is fine. kIo.
  virtual base::Status Remove(const std::string& name) = 0;
  /// Returns when names made, renamed and removed are on the disk. kIo.
  virtual base::Status SyncNames() = 0;
};

/// A folder of the operating system; it need not exist before something is written to it.
std::unique_ptr<JournalFolder> OpenJournalFolder(std::string path);

/// Writes a whole file that is there completely or not at all: `name`.tmp, sync, rename, sync of
/// the names. kIo.
base::Status WriteWhole(JournalFolder& folder, const std::string& name, std::string_view bytes);
/// Writes all of `bytes`, however many calls that takes. kIo.
base::Status WriteAll(JournalFile& file, int64_t offset, std::string_view bytes);

}  // namespace keel::storage
