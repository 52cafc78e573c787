// SPDX-License-Identifier: MIT
// A file seen as memory, read only: large series cost no copy and no read before they are touched.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/result.h"

namespace keel::base::os {

/// A read-only mapping. It keeps showing the bytes that it was opened on even when the file is
/// replaced by WriteFileAtomic meanwhile; a file that others shorten in place must not be mapped.
class MappedFile {
 public:
  /// kNotFound where there is no file, kIo where it cannot be mapped. An empty file has no bytes.
  static Result<MappedFile> Open(const std::string& path);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  /// Valid as long as this object lives, also after it is moved from one variable to another.
  std::span<const std::byte> bytes() const { return {begin_, size_}; }

 private:
  MappedFile(const std::byte* begin, size_t size) : begin_(begin), size_(size) {}

  const std::byte* begin_ = nullptr;
  size_t size_ = 0;
};

}  // namespace keel::base::os
