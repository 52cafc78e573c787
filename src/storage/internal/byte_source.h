// SPDX-License-Identifier: MIT
// A file to import as a stream of bytes: plain, gzip, or a member of a zip archive, told by its
// first bytes and not by its name.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace keel::storage::internal {

/// Bytes from front to back.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills the front of `room` (not empty) and returns how many bytes; 0 at the end. kIo where the
  /// system refuses, kUsage where compressed bytes are damaged or end early.
  virtual base::Result<size_t> Read(std::span<char> room) = 0;
  /// Compressed bytes taken from the file so far.
  virtual int64_t position() const = 0;
};

/// One thing to read: a file, or one member of a zip archive.
struct Document {
  std::string path;
  std::string member;  ///< empty for a file
  /// As it is named in messages: "x.csv" or "x.zip/y.csv".
  std::string name() const { return member.empty() ? path : path + "/" + member; }
};

/// The documents in a file: itself, or every member of a zip archive.
base::Result<std::vector<Document>> DocumentsIn(const std::string& path);

base::Result<std::unique_ptr<ByteSource>> OpenDocument(const Document& document);

/// Bytes in memory; gzip is inflated. `bytes` must outlive the source.
std::unique_ptr<ByteSource> FromMemory(std::string name, std::string_view bytes);

}  // namespace keel::storage::internal
