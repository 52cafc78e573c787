// SPDX-License-Identifier: MIT
#include "storage/journal/journal_folder.h"

#include <fmt/format.h>

#include <utility>

#include "base/os/durable_file.h"
#include "base/os/file.h"

namespace keel::storage {
namespace {

namespace os = base::os;

class OsFile final : public JournalFile {
 public:
  explicit OsFile(os::DurableFile file) : file_(std::move(file)) {}

  base::Result<size_t> Write(int64_t offset, std::string_view bytes) override {
    return file_.WriteAt(offset, bytes);
  }
  base::Status Sync() override { return file_.Sync(); }
  base::Result<int64_t> Size() override { return file_.Size(); }
  base::Status Truncate(int64_t size) override { return file_.Truncate(size); }

 private:
  os::DurableFile file_;
};

class OsLock final : public JournalLock {
 public:
  explicit OsLock(os::DirectoryLock lock) : lock_(std::move(lock)) {}

 private:
  os::DirectoryLock lock_;
};

class OsFolder final : public JournalFolder {
 public:
  explicit OsFolder(std::string path) : path_(std::move(path)) {}

  const std::string& path() const override { return path_; }
  base::Result<std::unique_ptr<JournalLock>> Lock() override {
    TRY(os::MakeDirectories(path_));
    TRY(os::DirectoryLock lock, os::DirectoryLock::Acquire(path_));
    return std::make_unique<OsLock>(std::move(lock));
  }
  base::Result<std::vector<std::string>> List() override { return os::ListDirectory(path_); }
  base::Result<std::string> Read(const std::string& name, int64_t at_most) override {
    TRY(const int64_t size, os::FileSize(Path(name)));
    if (size > at_most) {
      return base::Fail(base::ErrorCode::kCorrupt,
                        fmt::format("{} has {} bytes, more than Keel ever puts into such a file",
                                    Path(name), size));
    }
    return os::ReadFile(Path(name));
  }
  base::Result<std::unique_ptr<JournalFile>> Open(const std::string& name) override {
    TRY(os::DurableFile file, os::DurableFile::Open(Path(name)));
    return std::make_unique<OsFile>(std::move(file));
  }
  base::Result<std::unique_ptr<JournalFile>> Create(const std::string& name) override {
    TRY(os::DurableFile file, os::DurableFile::Create(Path(name)));
    return std::make_unique<OsFile>(std::move(file));
  }
  base::Status Rename(const std::string& from, const std::string& to) override {
    return os::RenameFile(Path(from), Path(to));
  }
  base::Status Remove(const std::string& name) override { return os::RemoveFile(Path(name)); }
  base::Status SyncNames() override { return os::SyncDirectory(path_); }

 private:
  std::string Path(const std::string& name) const { return path_ + "/" + name; }

  std::string path_;
};

}  // namespace

std::unique_ptr<JournalFolder> OpenJournalFolder(std::string path) {
  return std::make_unique<OsFolder>(std::move(path));
}

base::Status WriteAll(JournalFile& file, int64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    TRY(const size_t taken, file.Write(offset, bytes));
    if (taken == 0) return base::Fail(base::ErrorCode::kIo, "the disk takes no more bytes");
    offset += static_cast<int64_t>(taken);
    bytes.remove_prefix(taken);
  }
  return {};
}

base::Status WriteWhole(JournalFolder& folder, const std::string& name, std::string_view bytes) {
  const std::string temporary = name + ".tmp";
  {
    TRY(const std::unique_ptr<JournalFile> file, folder.Create(temporary));
    TRY(WriteAll(*file, 0, bytes));
    TRY(file->Sync());
  }
  TRY(folder.Rename(temporary, name));
  return folder.SyncNames();
}

}  // namespace keel::storage
