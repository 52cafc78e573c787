// SPDX-License-Identifier: MIT
// The file system as values: every refusal is an Error that names the path, and a file is replaced
// wholly or not at all, whatever happens in between.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace keel::base::os {

/// Who may read a file that is written.
enum class Access {
  kShared,     ///< as the user's umask says
  kOwnerOnly,  ///< the owner alone (mode 0600): keys and passwords
};

/// The bytes of a file. kNotFound where there is none, kIo where it cannot be read.
Result<std::string> ReadFile(const std::string& path);

/// Replaces `path` in one step: a temporary file beside it, fsync, rename, fsync of the folder.
/// After a failure or a crash the old bytes are there untouched. The folder must exist. kIo.
Status WriteFileAtomic(const std::string& path, std::string_view bytes,
                       Access access = Access::kShared);
/// The same for bytes that lie in several pieces, written one after the other.
Status WriteFileAtomic(const std::string& path, std::span<const std::string_view> pieces,
                       Access access = Access::kShared);

/// Makes a folder and those above it; one that exists already is fine. kIo.
Status MakeDirectories(const std::string& path);
/// Waits until names made, renamed or removed in a folder are on the disk. kNotFound, kIo.
Status SyncDirectory(const std::string& path);
/// Names (not paths) of the entries of a folder, sorted; kNotFound, kIo.
Result<std::vector<std::string>> ListDirectory(const std::string& path);

bool Exists(const std::string& path);
bool IsDirectory(const std::string& path);
/// Removes a file; one that is not there is fine. kIo.
Status RemoveFile(const std::string& path);
/// Removes a file, or a folder with all that is in it; nothing there is fine. kIo.
Status RemoveTree(const std::string& path);
/// Renames a file in one step, replacing what is there. kNotFound, kIo.
Status RenameFile(const std::string& from, const std::string& to);
/// Bytes of a file. kNotFound, kIo.
Result<int64_t> FileSize(const std::string& path);
/// Bytes that this user may still write to the file system that holds `path`. kNotFound, kIo.
Result<int64_t> FreeBytes(const std::string& path);
/// Refuses (kRefused) a file that others than its owner may read, write or execute.
Status CheckOwnerOnly(const std::string& path);
/// `path` from the root, without "." and ".."; it need not exist.
std::string AbsolutePath(const std::string& path);

}  // namespace keel::base::os
