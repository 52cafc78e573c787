// SPDX-License-Identifier: MIT
// A file of one JSON object a line that is only ever longer: what several processes of one home
// folder add to and nobody takes from.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/describe_json.h"
#include "base/result.h"

namespace keel::research {

class KeptLines {
 public:
  explicit KeptLines(std::string path) : path_(std::move(path)) {}

  /// Every whole line, in order; none where there is no file yet. A last line without its end was
  /// cut off by a crash (or is being written) and is left out. kIo.
  base::Result<std::vector<std::string>> Lines() const;
  /// Adds what `more` makes of the lines that are there, and waits until it is on the disk. One
  /// process after the other; a last line without its end is cut off first. kIo, and what `more`
  /// says.
  using More =
      std::function<base::Result<std::vector<std::string>>(const std::vector<std::string>& lines)>;
  base::Status Add(const More& more) const;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The records of described lines. kCorrupt names file and line.
template <typename Record>
base::Result<std::vector<Record>> ReadRecords(const std::vector<std::string>& lines,
                                              const std::string& path) {
  std::vector<Record> records;
  records.reserve(lines.size());
  for (const std::string& line : lines) {
    auto record = base::ReadJson<Record>(line);
    if (!record) {
      return base::Fail(base::ErrorCode::kCorrupt,
                        path + ":" + std::to_string(records.size() + 1) +
                            " cannot be read: " + record.error().message +
                            "; take the line out, or move the file away to begin a new one");
    }
    records.push_back(std::move(*record));
  }
  return records;
}

}  // namespace keel::research
