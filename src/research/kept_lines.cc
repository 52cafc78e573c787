// SPDX-License-Identifier: MIT
#include "research/kept_lines.h"

#include "base/os/durable_file.h"
#include "base/os/file.h"

namespace keel::research {
namespace {

/// The whole lines of the file as one text.
base::Result<std::string> WholeText(const std::string& path) {
  if (!base::os::Exists(path)) return std::string();
  TRY(std::string text, base::os::ReadFile(path));
  const size_t end = text.rfind('\n');
  text.resize(end == std::string::npos ? 0 : end + 1);
  return text;
}

std::vector<std::string> Split(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

base::Status Append(const std::string& path, size_t at, std::string_view bytes) {
  TRY(base::os::DurableFile file, base::os::Exists(path) ? base::os::DurableFile::Open(path)
                                                         : base::os::DurableFile::Create(path));
  auto offset = static_cast<int64_t>(at);
  TRY(file.Truncate(offset));
  while (!bytes.empty()) {
    TRY(const size_t taken, file.WriteAt(offset, bytes));
    offset += static_cast<int64_t>(taken);
    bytes.remove_prefix(taken);
  }
  return file.Sync();
}

}  // namespace

base::Result<std::vector<std::string>> KeptLines::Lines() const {
  TRY(const std::string text, WholeText(path_));
  return Split(text);
}

base::Status KeptLines::Add(const More& more) const {
  const std::string lock_folder = path_ + ".lock";
  TRY(base::os::MakeDirectories(lock_folder));
  TRY(const auto lock, base::os::DirectoryLock::Wait(lock_folder));
  TRY(const std::string text, WholeText(path_));
  TRY(const std::vector<std::string> added, more(Split(text)));
  if (added.empty()) return {};
  std::string bytes;
  for (const std::string& line : added) bytes += line + "\n";
  return Append(path_, text.size(), bytes);
}

}  // namespace keel::research
