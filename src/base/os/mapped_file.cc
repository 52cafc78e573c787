// SPDX-License-Identifier: MIT
#include "base/os/mapped_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "base/os/internal/descriptor.h"

namespace keel::base::os {

using internal::IoError;

Result<MappedFile> MappedFile::Open(const std::string& path) {
  const internal::Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.valid()) return IoError("open", path, errno);
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) return IoError("open", path, errno);
  if (!S_ISREG(status.st_mode)) {
    return Fail(ErrorCode::kIo, fmt::format("cannot open {}: it is not a regular file", path));
  }
  const auto size = static_cast<size_t>(status.st_size);
  if (size == 0) return MappedFile(nullptr, 0);
  void* const begin = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor.get(), 0);
  if (begin == MAP_FAILED) return IoError("map", path, errno);
  return MappedFile(static_cast<const std::byte*>(begin), size);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : begin_(std::exchange(other.begin_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(begin_, other.begin_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (begin_ != nullptr) ::munmap(const_cast<std::byte*>(begin_), size_);
}

}  // namespace keel::base::os
