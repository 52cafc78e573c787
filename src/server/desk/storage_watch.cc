// SPDX-License-Identifier: MIT
#include "server/desk/storage_watch.h"

#include "base/os/file.h"

namespace keel::server {
namespace {

template <typename T>
std::optional<T> IfTold(const base::Result<T>& told) {
  return told ? std::optional(*told) : std::nullopt;
}

void AddSize(const std::string& path, std::optional<int64_t>* sum) {
  // One that was removed since its name was read is not there any more.
  if (const auto bytes = base::os::FileSize(path)) *sum = sum->value_or(0) + *bytes;
}

}  // namespace

void StorageWatch::Look(base::UnixNanos now) {
  if (looked_ && now - *looked_ < kEvery) return;
  looked_ = now;
  seen_ = {};
  const auto names = base::os::ListDirectory(folder_);
  if (!names) return;
  for (const std::string& name : *names) {
    if (name.ends_with(".kj")) AddSize(folder_ + '/' + name, &seen_.journal_bytes);
    // SQLite keeps what is not merged yet beside it: tables.db-wal.
    if (name.starts_with("tables.db")) AddSize(folder_ + '/' + name, &seen_.tables_bytes);
  }
  seen_.free_bytes = IfTold(base::os::FreeBytes(folder_));
}

}  // namespace keel::server
