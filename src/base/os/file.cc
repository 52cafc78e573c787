// SPDX-License-Identifier: MIT
#include "base/os/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "base/os/internal/descriptor.h"

namespace keel::base::os {
namespace {

using internal::Descriptor;
using internal::IoError;

Status WriteAll(int descriptor, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return IoError("write", path, errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

/// Without it the rename itself may be lost with the power, though never torn.
Status SyncFolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return SyncDirectory(folder.empty() ? "." : folder);
}

struct Temporary {
  Descriptor descriptor;
  std::string path;
};

Result<Temporary> OpenTemporary(const std::string& path, Access access) {
  const mode_t mode = access == Access::kOwnerOnly ? 0600 : 0666;
  for (int attempt = 0; attempt < 1000; ++attempt) {
    std::string name = fmt::format("{}.tmp-{}-{}", path, ::getpid(), attempt);
    Descriptor descriptor(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (descriptor.valid()) return Temporary{std::move(descriptor), std::move(name)};
    if (errno != EEXIST) return IoError("write", path, errno);
  }
  return Fail(
      ErrorCode::kIo,
      fmt::format("cannot write {}: too many temporary files beside it, remove them", path));
}

Status WriteAndSync(const Temporary& temporary, std::span<const std::string_view> pieces,
                    const std::string& path) {
  for (const std::string_view piece : pieces) {
    TRY(WriteAll(temporary.descriptor.get(), piece, path));
  }
  if (::fsync(temporary.descriptor.get()) != 0) return IoError("sync", path, errno);
  return {};
}

}  // namespace

Result<std::string> ReadFile(const std::string& path) {
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.valid()) return IoError("read", path, errno);
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) return IoError("read", path, errno);
  // One byte more than the size, so that the end shows without growing; pipes have no size.
  std::string bytes(static_cast<size_t>(std::max<off_t>(status.st_size, 0)) + 1, '\0');
  size_t used = 0;
  while (true) {
    if (used == bytes.size()) bytes.resize(2 * bytes.size() + 4096);
    const ssize_t got = ::read(descriptor.get(), bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return IoError("read", path, errno);
    if (got == 0) break;
    used += static_cast<size_t>(got);
  }
  bytes.resize(used);
  return bytes;
}

Status WriteFileAtomic(const std::string& path, std::string_view bytes, Access access) {
  return WriteFileAtomic(path, std::span<const std::string_view>(&bytes, 1), access);
}

Status WriteFileAtomic(const std::string& path, std::span<const std::string_view> pieces,
                       Access access) {
  TRY(const Temporary temporary, OpenTemporary(path, access));
  Status written = WriteAndSync(temporary, pieces, path);
  if (written && ::rename(temporary.path.c_str(), path.c_str()) != 0) {
    written = IoError("replace", path, errno);
  }
  if (!written) {
    ::unlink(temporary.path.c_str());
    return written;
  }
  return SyncFolderOf(path);
}

Status MakeDirectories(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return IoError("make the folder", path, error.value());
  return {};
}

Status SyncDirectory(const std::string& path) {
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.valid()) return IoError("open the folder", path, errno);
  // Some network file systems cannot sync a folder and say so with EINVAL.
  if (::fsync(descriptor.get()) != 0 && errno != EINVAL) return IoError("sync", path, errno);
  return {};
}

Result<std::vector<std::string>> ListDirectory(const std::string& path) {
  std::error_code error;
  std::vector<std::string> names;
  std::filesystem::directory_iterator entry(path, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  if (error) return IoError("list", path, error.value());
  std::sort(names.begin(), names.end());
  return names;
}

bool Exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

bool IsDirectory(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

Status RemoveFile(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return IoError("remove", path, errno);
  return {};
}

Status RemoveTree(const std::string& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (error) return IoError("remove", path, error.value());
  return {};
}

Status RenameFile(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return IoError("rename", from, errno);
  return {};
}

Result<int64_t> FileSize(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return IoError("read", path, errno);
  return int64_t{status.st_size};
}

Result<int64_t> FreeBytes(const std::string& path) {
  struct statvfs status {};
  if (::statvfs(path.c_str(), &status) != 0) return IoError("read", path, errno);
  return static_cast<int64_t>(status.f_bavail) * static_cast<int64_t>(status.f_frsize);
}

Status CheckOwnerOnly(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return IoError("read", path, errno);
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0) return {};
  return Fail(ErrorCode::kRefused,
              fmt::format("{} may be read by others: run chmod 600 {}", path, path));
}

std::string AbsolutePath(const std::string& path) {
  std::error_code error;
  const auto absolute = std::filesystem::absolute(path, error);
  std::string normal = (error ? std::filesystem::path(path) : absolute).lexically_normal().string();
  if (normal.size() > 1 && normal.back() == '/') normal.pop_back();
  return normal;
}

}  // namespace keel::base::os
