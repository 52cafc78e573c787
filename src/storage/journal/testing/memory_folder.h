// SPDX-License-Identifier: MIT
// Only for tests: a disk in memory that does what disks do at their worst. It tells what was
// written from what is durable, sector by sector, and forgets what it could not sync, as the
// kernel does.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "storage/journal/journal_folder.h"

namespace keel::storage::testing {

/// Names and bytes of all files of a folder.
using FolderImage = std::map<std::string, std::string>;

class MemoryFolder final : public JournalFolder {
 public:
  MemoryFolder() = default;
  /// A folder whose files are all durable.
  explicit MemoryFolder(const FolderImage& image) {
    for (const auto& [name, bytes] : image) {
      names_[name] = files_.size();
      files_.push_back({bytes, bytes, {}});
    }
  }

  /// What a call may be answered with instead of what it asks for.
  enum class Fault {
    kError,  ///< a write takes half of its bytes and then fails; anything else fails
    kShort,  ///< a write takes half of its bytes and says so; anything else succeeds
  };
  /// The calls that change something are counted from 1; call number `call` gets `fault`, and with
  /// `for_good` all later ones too.
  void FailAt(int call, Fault fault, bool for_good) {
    fail_at_ = call;
    fault_ = fault;
    for_good_ = for_good;
  }
  int calls() const { return calls_; }

  /// What a process finds that is started after this one was killed.
  FolderImage AfterKill() const {
    return ImageOf(names_, [](const File& f) { return f.now; });
  }

  /// What is there after a power cut: of the names changed since they were synced the first few,
  /// of the sectors written since they were synced any, of the rest what was durable.
  FolderImage AfterPowerCut(base::RandomStream& random) const {
    std::vector<Names> states = unsynced_names_;
    states.push_back(names_);
    const Names& kept = states[random.NextBelow(states.size())];
    return ImageOf(kept, [&](const File& file) { return AnySectors(file, random); });
  }

  const std::string& path() const override { return path_; }
  base::Result<std::unique_ptr<JournalLock>> Lock() override {
    if (locked_) return base::Fail(base::ErrorCode::kRefused, "memory is in use");
    return std::make_unique<Held>(&locked_);
  }
  base::Result<std::vector<std::string>> List() override {
    std::vector<std::string> list;
    for (const auto& [name, file] : names_) list.push_back(name);
    return list;
  }
  base::Result<std::string> Read(const std::string& name, int64_t at_most) override {
    const auto at = names_.find(name);
    if (at == names_.end()) return Missing(name);
    const std::string& bytes = files_[at->second].now;
    if (static_cast<int64_t>(bytes.size()) > at_most) {
      return base::Fail(base::ErrorCode::kCorrupt, name + " is too large");
    }
    return bytes;
  }
  base::Result<std::unique_ptr<JournalFile>> Open(const std::string& name) override {
    const auto at = names_.find(name);
    if (at == names_.end()) return Missing(name);
    return std::make_unique<OpenFile>(this, at->second);
  }
  base::Result<std::unique_ptr<JournalFile>> Create(const std::string& name) override {
    TRY(Count());
    ChangeNames([&] { names_[name] = files_.size(); });
    files_.emplace_back();
    return std::make_unique<OpenFile>(this, files_.size() - 1);
  }
  base::Status Rename(const std::string& from, const std::string& to) override {
    TRY(Count());
    if (!names_.contains(from)) return Missing(from);
    ChangeNames([&] {
      names_[to] = names_.at(from);
      names_.erase(from);
    });
    return {};
  }
  base::Status Remove(const std::string& name) override {
    TRY(Count());
    ChangeNames([&] { names_.erase(name); });
    return {};
  }
  base::Status SyncNames() override {
    TRY(Count());
    unsynced_names_.clear();
    return {};
  }

 private:
  static constexpr size_t kSector = 512;
  using Names = std::map<std::string, size_t>;

  struct File {
    std::string now;
    std::string durable;
    std::set<size_t> dirty;  // sectors that the next sync writes
  };

  class Held final : public JournalLock {
   public:
    explicit Held(bool* flag) : flag_(flag) { *flag_ = true; }
    ~Held() override { *flag_ = false; }

   private:
    bool* flag_;
  };

  class OpenFile final : public JournalFile {
   public:
    OpenFile(MemoryFolder* folder, size_t index) : folder_(folder), index_(index) {}

    base::Result<size_t> Write(int64_t offset, std::string_view bytes) override {
      const bool faulty = folder_->NextIsFaulty();
      const size_t taken = faulty ? bytes.size() / 2 : bytes.size();
      folder_->Put(index_, static_cast<size_t>(offset), bytes.substr(0, taken));
      if (faulty && folder_->fault_ == Fault::kError) return Refused();
      return taken;
    }
    base::Status Sync() override {
      File& file = folder_->files_[index_];
      const base::Status counted = folder_->Count();
      if (counted) SyncSectors(&file);
      file.dirty.clear();
      return counted;
    }
    base::Result<int64_t> Size() override {
      return static_cast<int64_t>(folder_->files_[index_].now.size());
    }
    base::Status Truncate(int64_t size) override {
      TRY(folder_->Count());
      folder_->files_[index_].now.resize(static_cast<size_t>(size));
      return {};
    }

   private:
    MemoryFolder* folder_;
    size_t index_;
  };

  static tl::unexpected<base::Error> Refused() {
    return base::Fail(base::ErrorCode::kIo, "cannot write: no space left on device");
  }
  static tl::unexpected<base::Error> Missing(const std::string& name) {
    return base::Fail(base::ErrorCode::kNotFound, "there is no " + name);
  }

  static void SyncSectors(File* file) {
    file->durable.resize(file->now.size());
    for (const size_t sector : file->dirty) {
      const size_t begin = sector * kSector;
      if (begin >= file->now.size()) continue;
      const std::string piece = file->now.substr(begin, kSector);
      file->durable.replace(begin, piece.size(), piece);
    }
  }

  static std::string AnySectors(const File& file, base::RandomStream& random) {
    const size_t low = std::min(file.now.size(), file.durable.size());
    const size_t high = std::max(file.now.size(), file.durable.size());
    const uint64_t choice = random.NextBelow(3);
    const size_t size = choice == 0   ? file.durable.size()
                        : choice == 1 ? file.now.size()
                                      : low + random.NextBelow(high - low + 1);
    std::string bytes = file.durable;
    std::string now = file.now;
    bytes.resize(size);
    now.resize(size);
    for (size_t begin = 0; begin < size; begin += kSector) {
      if (random.NextBelow(2) == 0) continue;
      const std::string piece = now.substr(begin, kSector);
      bytes.replace(begin, piece.size(), piece);
    }
    return bytes;
  }

  template <typename BytesOf>
  FolderImage ImageOf(const Names& names, const BytesOf& bytes_of) const {
    FolderImage image;
    for (const auto& [name, file] : names) image[name] = bytes_of(files_[file]);
    return image;
  }

  bool NextIsFaulty() {
    ++calls_;
    return calls_ == fail_at_ || (for_good_ && calls_ > fail_at_);
  }
  base::Status Count() {
    if (NextIsFaulty() && fault_ == Fault::kError) return Refused();
    return {};
  }
  void Put(size_t index, size_t offset, std::string_view bytes) {
    if (bytes.empty()) return;
    File& file = files_[index];
    if (file.now.size() < offset + bytes.size()) file.now.resize(offset + bytes.size());
    file.now.replace(offset, bytes.size(), bytes);
    for (size_t s = offset / kSector; s * kSector < offset + bytes.size(); ++s) {
      file.dirty.insert(s);
    }
  }
  template <typename Change>
  void ChangeNames(const Change& change) {
    unsynced_names_.push_back(names_);
    change();
  }

  std::string path_ = "memory";
  std::vector<File> files_;
  Names names_;
  std::vector<Names> unsynced_names_;
  bool locked_ = false;
  int calls_ = 0;
  int fail_at_ = -1;
  Fault fault_ = Fault::kError;
  bool for_good_ = false;
};

}  // namespace keel::storage::testing
