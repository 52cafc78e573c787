// SPDX-License-Identifier: MIT
// What `backup` and `restore` tell of the sessions in an archive.
#pragma once

#include <string>
#include <string_view>

#include "storage/session_backup.h"

namespace keel::cli {

/// A line a session; `done` is "saved" or "restored".
std::string BackupText(const storage::BackupManifest& manifest, std::string_view done);
/// The same as JSON.
std::string BackupJson(const storage::BackupManifest& manifest);

}  // namespace keel::cli
