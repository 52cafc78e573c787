// SPDX-License-Identifier: MIT
#include "storage/archive.h"

#include <fmt/format.h>
#include <unzip.h>
#include <zip.h>

#include <cstdlib>
#include <filesystem>

#include "base/os/durable_file.h"
#include "base/os/file.h"
#include "storage/journal/internal/chain_hasher.h"

namespace keel::storage {
namespace {

constexpr size_t kMostAtOnce = size_t{64} << 20;  // minizip counts in 32 bits

tl::unexpected<base::Error> Failed(const std::string& path, std::string_view what) {
  return base::Fail(base::ErrorCode::kIo,
                    fmt::format("cannot {} {}: is the disk full?", what, path));
}

}  // namespace

std::string Sha256Hex(std::string_view bytes) { return internal::ChainHasher().Of({bytes}).Hex(); }

// ---- Writing.

struct ArchiveWriter::File {
  std::string path, temporary;
  zipFile zip = nullptr;

  File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (zip == nullptr) return;
    ::zipClose(zip, nullptr);
    static_cast<void>(base::os::RemoveFile(temporary));
  }
};

ArchiveWriter::ArchiveWriter(std::unique_ptr<File> file) : file_(std::move(file)) {}
ArchiveWriter::ArchiveWriter(ArchiveWriter&&) noexcept = default;
ArchiveWriter::~ArchiveWriter() = default;

base::Result<ArchiveWriter> ArchiveWriter::Create(const std::string& path) {
  if (base::os::Exists(path)) {
    return base::Fail(base::ErrorCode::kRefused,
                      path + " is there already, and no backup is written over: name another file");
  }
  auto file = std::make_unique<File>();
  file->path = path;
  file->temporary = path + ".tmp";
  TRY(base::os::WriteFileAtomic(file->temporary, "", base::os::Access::kOwnerOnly));
  file->zip = ::zipOpen64(file->temporary.c_str(), APPEND_STATUS_CREATE);
  if (file->zip == nullptr) return Failed(file->temporary, "write");
  return ArchiveWriter(std::move(file));
}

base::Status ArchiveWriter::Add(const std::string& name, std::string_view bytes) {
  const zip_fileinfo no_time{};
  constexpr int kLevel = 6;
  if (::zipOpenNewFileInZip64(file_->zip, name.c_str(), &no_time, nullptr, 0, nullptr, 0, nullptr,
                              Z_DEFLATED, kLevel, 1) != ZIP_OK) {
    return Failed(file_->temporary, "write");
  }
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, kMostAtOnce);
    if (::zipWriteInFileInZip(file_->zip, part.data(), static_cast<unsigned>(part.size())) !=
        ZIP_OK) {
      return Failed(file_->temporary, "write");
    }
    bytes.remove_prefix(part.size());
  }
  if (::zipCloseFileInZip(file_->zip) != ZIP_OK) return Failed(file_->temporary, "write");
  return {};
}

base::Status ArchiveWriter::Finish() {
  const int closed = ::zipClose(file_->zip, nullptr);
  file_->zip = nullptr;
  if (closed != ZIP_OK) {
    static_cast<void>(base::os::RemoveFile(file_->temporary));
    return Failed(file_->temporary, "write");
  }
  TRY(base::os::DurableFile made, base::os::DurableFile::Open(file_->temporary));
  TRY(made.Sync());
  TRY(base::os::RenameFile(file_->temporary, file_->path));
  const size_t slash = file_->path.rfind('/');
  return base::os::SyncDirectory(slash == std::string::npos ? "." : file_->path.substr(0, slash));
}

base::Result<std::string> PackAlone(const std::string& member, std::string_view bytes) {
  std::error_code error;
  std::string folder = (std::filesystem::temp_directory_path(error) / "keel-XXXXXX").string();
  if (error || ::mkdtemp(folder.data()) == nullptr) return Failed(folder, "make");
  auto packed = [&]() -> base::Result<std::string> {
    const std::string path = folder + "/alone.zip";
    TRY(auto archive, ArchiveWriter::Create(path));
    TRY(archive.Add(member, bytes));
    TRY(archive.Finish());
    return base::os::ReadFile(path);
  }();
  static_cast<void>(base::os::RemoveTree(folder));
  return packed;
}

// ---- Reading.

struct ArchiveReader::File {
  std::string path;
  unzFile zip = nullptr;

  File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (zip != nullptr) ::unzClose(zip);
  }
};

ArchiveReader::ArchiveReader(std::unique_ptr<File> file) : file_(std::move(file)) {}
ArchiveReader::ArchiveReader(ArchiveReader&&) noexcept = default;
ArchiveReader::~ArchiveReader() = default;

base::Result<ArchiveReader> ArchiveReader::Open(const std::string& path) {
  if (!base::os::Exists(path)) {
    return base::Fail(base::ErrorCode::kNotFound, "there is no file " + path);
  }
  auto file = std::make_unique<File>();
  file->path = path;
  file->zip = ::unzOpen64(path.c_str());
  if (file->zip == nullptr) {
    return base::Fail(base::ErrorCode::kCorrupt, path + " is no zip file, or only a part of one");
  }
  return ArchiveReader(std::move(file));
}

base::Result<std::string> ArchiveReader::Read(const std::string& name, int64_t at_most) {
  const auto damaged = [&](std::string_view what) {
    return base::Fail(base::ErrorCode::kCorrupt, fmt::format("{}: {} {}", file_->path, name, what));
  };
  if (::unzLocateFile(file_->zip, name.c_str(), 1) != UNZ_OK) {
    return base::Fail(base::ErrorCode::kNotFound,
                      fmt::format("{} has no member {}", file_->path, name));
  }
  unz_file_info64 about{};
  if (::unzGetCurrentFileInfo64(file_->zip, &about, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK ||
      ::unzOpenCurrentFile(file_->zip) != UNZ_OK) {
    return damaged("cannot be read");
  }
  std::string bytes;
  if (about.uncompressed_size > static_cast<uint64_t>(at_most)) {
    ::unzCloseCurrentFile(file_->zip);
    return damaged(fmt::format("has more than {} bytes", at_most));
  }
  bytes.resize(about.uncompressed_size);
  size_t done = 0;
  while (done < bytes.size()) {
    const auto room = static_cast<unsigned>(std::min(kMostAtOnce, bytes.size() - done));
    const int got = ::unzReadCurrentFile(file_->zip, bytes.data() + done, room);
    if (got <= 0) break;
    done += static_cast<size_t>(got);
  }
  const int closed = ::unzCloseCurrentFile(file_->zip);
  if (done < bytes.size() || closed != UNZ_OK) return damaged("is not what was written");
  return bytes;
}

}  // namespace keel::storage
