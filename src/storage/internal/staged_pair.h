// SPDX-License-Identifier: MIT
// Replaces a pair of files (rows and side file) so that a reader, at any instant and after any
// crash, sees the old pair or the new one: both are written and synced under hidden names first.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace keel::storage::internal {

/// The pair <stem>.npy and <stem>.json, written but not yet visible. Dropped unless committed.
class StagedPair {
 public:
  /// Writes `rows` (concatenated) and `side` beside their later places and syncs them. `check` is
  /// the fingerprint of the rows: a reader who meets new rows beside an old side file finds the new
  /// side file by it (see SidePath).
  static base::Result<StagedPair> Write(const std::string& stem,
                                        std::span<const std::string_view> rows,
                                        std::string_view side, const std::string& check);

  StagedPair(StagedPair&& other) noexcept;
  StagedPair& operator=(StagedPair&&) = delete;
  ~StagedPair();

  /// Makes both visible: rows first, then the side file.
  base::Status Commit();

  const std::string& rows_path() const { return rows_; }

  /// Where the side file with this fingerprint waits until its rename.
  static std::string SidePath(const std::string& stem, const std::string& check);

 private:
  StagedPair() = default;

  std::string stem_, rows_, side_;
};

}  // namespace keel::storage::internal
