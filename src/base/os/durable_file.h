// SPDX-License-Identifier: MIT
// A file that grows in place and must survive a power cut: the caller sees each write, each sync
// and each refusal of the operating system by itself, and nothing is buffered or tried again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace keel::base::os {

/// An open file, readable by its owner alone (mode 0600) when it is made here.
class DurableFile {
 public:
  /// An existing file. kNotFound, kIo.
  static Result<DurableFile> Open(const std::string& path);
  /// An empty file; one that is there is emptied. kIo.
  static Result<DurableFile> Create(const std::string& path);

  DurableFile(DurableFile&& other) noexcept;
  DurableFile& operator=(DurableFile&& other) noexcept;
  ~DurableFile();

  /// One write at `offset`; how many bytes the system took, which may be fewer than given. kIo.
  Result<size_t> WriteAt(int64_t offset, std::string_view bytes);
  /// Waits until all that was written is on the disk (fdatasync). After a failure the system may
  /// have forgotten which bytes it lost, so a second call proves nothing. kIo.
  Status Sync();
  Result<int64_t> Size() const;
  /// Cuts or lengthens (with zeros) the file. kIo.
  Status Truncate(int64_t size);

 private:
  DurableFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}

  int descriptor_;
  std::string path_;
};

/// Holds a folder for one process, until it goes out of scope or the process ends in any way.
class DirectoryLock {
 public:
  /// kRefused where another process (or another lock of this one) holds it; kNotFound, kIo.
  static Result<DirectoryLock> Acquire(const std::string& path);
  /// The same, as soon as nobody else holds it. kNotFound, kIo.
  static Result<DirectoryLock> Wait(const std::string& path);

  DirectoryLock(DirectoryLock&& other) noexcept;
  DirectoryLock& operator=(DirectoryLock&&) = delete;
  ~DirectoryLock();

 private:
  explicit DirectoryLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace keel::base::os
