// SPDX-License-Identifier: MIT
// A zip file that is written member by member and read back by name. What its members mean is the
// business of whoever writes it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace keel::storage {

/// The SHA-256 of bytes, 64 lower-case hex digits.
std::string Sha256Hex(std::string_view bytes);

class ArchiveWriter {
 public:
  /// Begins a file for its owner alone, under another name until Finish. kRefused where a file of
  /// that name is there; kIo.
  static base::Result<ArchiveWriter> Create(const std::string& path);
  ArchiveWriter(ArchiveWriter&&) noexcept;
  ~ArchiveWriter();

  /// Adds a member, compressed. kIo.
  base::Status Add(const std::string& name, std::string_view bytes);
  /// The file is complete, on the disk, and has its name. kIo.
  base::Status Finish();

 private:
  struct File;
  explicit ArchiveWriter(std::unique_ptr<File> file);
  std::unique_ptr<File> file_;
};

/// A zip file of one member, as bytes; made in the system's folder for temporary files. kIo.
base::Result<std::string> PackAlone(const std::string& member, std::string_view bytes);

class ArchiveReader {
 public:
  /// kNotFound; kCorrupt for what is no zip file.
  static base::Result<ArchiveReader> Open(const std::string& path);
  ArchiveReader(ArchiveReader&&) noexcept;
  ~ArchiveReader();

  /// A member's bytes. kNotFound; kCorrupt for one that is damaged or larger than `at_most`.
  base::Result<std::string> Read(const std::string& name, int64_t at_most);

 private:
  struct File;
  explicit ArchiveReader(std::unique_ptr<File> file);
  std::unique_ptr<File> file_;
};

}  // namespace keel::storage
