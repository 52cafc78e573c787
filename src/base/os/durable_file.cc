// SPDX-License-Identifier: MIT
#include "base/os/durable_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/os/internal/descriptor.h"

namespace keel::base::os {

using internal::IoError;

Result<DurableFile> DurableFile::Open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return IoError("open", path, errno);
  return DurableFile(descriptor, path);
}

Result<DurableFile> DurableFile::Create(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return IoError("make", path, errno);
  return DurableFile(descriptor, path);
}

DurableFile::DurableFile(DurableFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

DurableFile& DurableFile::operator=(DurableFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  return *this;
}

DurableFile::~DurableFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<size_t> DurableFile::WriteAt(int64_t offset, std::string_view bytes) {
  while (true) {
    const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), offset);
    if (written >= 0) return static_cast<size_t>(written);
    if (errno != EINTR) return IoError("write", path_, errno);
  }
}

Status DurableFile::Sync() {
  if (::fdatasync(descriptor_) != 0) return IoError("sync", path_, errno);
  return {};
}

Result<int64_t> DurableFile::Size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) return IoError("read the size of", path_, errno);
  return int64_t{status.st_size};
}

Status DurableFile::Truncate(int64_t size) {
  if (::ftruncate(descriptor_, size) != 0) return IoError("cut", path_, errno);
  return {};
}

Result<DirectoryLock> DirectoryLock::Acquire(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return IoError("open the folder", path, errno);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return DirectoryLock(descriptor);
  const int error = errno;
  ::close(descriptor);
  if (error != EWOULDBLOCK) return IoError("lock the folder", path, error);
  return Fail(ErrorCode::kRefused,
              fmt::format("{} is in use by another process; stop that one first", path));
}

Result<DirectoryLock> DirectoryLock::Wait(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return IoError("open the folder", path, errno);
  while (::flock(descriptor, LOCK_EX) != 0) {
    if (errno == EINTR) continue;
    const int error = errno;
    ::close(descriptor);
    return IoError("lock the folder", path, error);
  }
  return DirectoryLock(descriptor);
}

DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

DirectoryLock::~DirectoryLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace keel::base::os
