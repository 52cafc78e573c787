// SPDX-License-Identifier: MIT
// What a sweep has done so far: a line for every trial, written as soon as it is known. A process
// that is killed loses at most the trials that it was running.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/describe_json.h"
#include "base/os/durable_file.h"
#include "base/result.h"
#include "research/trial/outcome.h"

namespace keel::research {

/// A trial that was run.
struct TrialRecord {
  int64_t trial = 0;  ///< its number in the plan
  std::string hash;   ///< TrialHash
  std::vector<std::pair<std::string, double>> params;
  Outcome outcome;
};
BOOST_DESCRIBE_STRUCT(TrialRecord, (), (trial, hash, params, outcome))

/// <folder>/trials-<part>.jsonl, held by one process at a time; several parts may grow at once.
class TrialLog {
 public:
  /// Makes it where it is missing, and cuts off a half line that a dying process left. kRefused
  /// where another process holds the part.
  static base::Result<TrialLog> Open(const std::string& folder, const std::string& part);

  /// One more line, at the end of the file when this returns. kIo.
  base::Status Add(const TrialRecord& record);
  /// Waits until all lines are on the disk. kIo.
  base::Status Sync();

 private:
  TrialLog(base::os::DirectoryLock lock, base::os::DurableFile file, int64_t size)
      : lock_(std::move(lock)), file_(std::move(file)), size_(size) {}

  base::os::DirectoryLock lock_;
  base::os::DurableFile file_;
  int64_t size_;
};

/// All trials of all parts of a folder, each once, by number; a half line at the end of a part is
/// passed over. kCorrupt for a line that is no trial (with its place) and for one trial with two
/// outcomes (with both files). None where the folder is missing.
base::Result<std::vector<TrialRecord>> ReadTrials(const std::string& folder);

/// The trials of several sets, each once, by number. kCorrupt for one trial with two outcomes; the
/// names are those of the sets.
struct TrialSet {
  std::string name;
  std::vector<TrialRecord> trials;
};
base::Result<std::vector<TrialRecord>> JoinTrials(std::vector<TrialSet> sets);

/// Writes the trials as one part, in their order. kIo.
base::Status WriteTrials(const std::vector<TrialRecord>& trials, const std::string& folder,
                         const std::string& part);

}  // namespace keel::research
