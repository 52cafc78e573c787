// SPDX-License-Identifier: MIT
#include "storage/internal/staged_pair.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <utility>

#include "base/os/file.h"

namespace keel::storage::internal {
namespace {

std::string Hidden(const std::string& stem, const std::string& suffix) {
  const std::filesystem::path path(stem);
  return (path.parent_path() / fmt::format(".{}.{}", path.filename().string(), suffix)).string();
}

// Two writers in one process or in several never share a hidden name.
std::string UniqueSuffix() {
  static std::atomic<uint64_t> count{0};
  return fmt::format("{}-{}.npy.new", ::getpid(), count.fetch_add(1));
}

}  // namespace

std::string StagedPair::SidePath(const std::string& stem, const std::string& check) {
  return Hidden(stem, check + ".json.new");
}

base::Result<StagedPair> StagedPair::Write(const std::string& stem,
                                           std::span<const std::string_view> rows,
                                           std::string_view side, const std::string& check) {
  TRY(base::os::MakeDirectories(std::filesystem::path(stem).parent_path().string()));
  StagedPair staged;
  staged.stem_ = stem;
  staged.rows_ = Hidden(stem, UniqueSuffix());
  TRY(base::os::WriteFileAtomic(staged.rows_, rows));
  staged.side_ = SidePath(stem, check);
  TRY(base::os::WriteFileAtomic(staged.side_, side));
  return staged;
}

base::Status StagedPair::Commit() {
  TRY(base::os::RenameFile(rows_, stem_ + ".npy"));
  rows_.clear();
  TRY(base::os::RenameFile(side_, stem_ + ".json"));
  side_.clear();
  return {};
}

StagedPair::StagedPair(StagedPair&& other) noexcept
    : stem_(std::move(other.stem_)),
      rows_(std::exchange(other.rows_, {})),
      side_(std::exchange(other.side_, {})) {}

StagedPair::~StagedPair() {
  // Once the rows are in place, the waiting side file is what makes them readable: it stays.
  if (rows_.empty()) return;
  // A leftover hidden file is harmless and the next writer replaces it, so a refusal is no failure.
  static_cast<void>(base::os::RemoveFile(rows_));
  if (!side_.empty()) static_cast<void>(base::os::RemoveFile(side_));
}

}  // namespace keel::storage::internal
