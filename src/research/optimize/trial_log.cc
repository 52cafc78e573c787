// SPDX-License-Identifier: MIT
#include "research/optimize/trial_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/os/file.h"

namespace keel::research {
namespace {

using base::ErrorCode;

constexpr std::string_view kPrefix = "trials-";
constexpr std::string_view kSuffix = ".jsonl";

std::string PathOf(const std::string& folder, const std::string& part) {
  return fmt::format("{}/{}{}{}", folder, kPrefix, part, kSuffix);
}

/// The length of the whole lines of a text.
size_t WholeLength(std::string_view text) {
  const size_t end = text.rfind('\n');
  return end == std::string_view::npos ? 0 : end + 1;
}

base::Result<std::vector<TrialRecord>> ReadPart(const std::string& path) {
  TRY(const std::string text, base::os::ReadFile(path));
  std::string_view rest(text);
  rest = rest.substr(0, WholeLength(rest));
  std::vector<TrialRecord> trials;
  for (int64_t line = 1; !rest.empty(); ++line) {
    const size_t end = rest.find('\n');
    auto record = base::ReadJson<TrialRecord>(rest.substr(0, end));
    if (!record) {
      return base::Fail(ErrorCode::kCorrupt,
                        fmt::format("{}:{} is no trial ({}): take the line out and go on, its "
                                    "trial is then run again",
                                    path, line, record.error().message));
    }
    trials.push_back(std::move(*record));
    rest.remove_prefix(end + 1);
  }
  return trials;
}

}  // namespace

base::Result<TrialLog> TrialLog::Open(const std::string& folder, const std::string& part) {
  const std::string path = PathOf(folder, part);
  const std::string lock_folder = fmt::format("{}/.{}.lock", folder, part);
  TRY(base::os::MakeDirectories(lock_folder));
  auto lock = base::os::DirectoryLock::Acquire(lock_folder);
  if (!lock && lock.error().code == ErrorCode::kRefused) {
    return base::Fail(ErrorCode::kRefused,
                      fmt::format("{} is being written by another process: wait for it, or give "
                                  "the workers different --shard",
                                  path));
  }
  if (!lock) return tl::unexpected<base::Error>(lock.error());
  int64_t size = 0;
  if (base::os::Exists(path)) {
    TRY(const std::string text, base::os::ReadFile(path));
    size = static_cast<int64_t>(WholeLength(text));
  }
  TRY(base::os::DurableFile file, base::os::Exists(path) ? base::os::DurableFile::Open(path)
                                                         : base::os::DurableFile::Create(path));
  TRY(file.Truncate(size));
  return TrialLog(std::move(*lock), std::move(file), size);
}

base::Status TrialLog::Add(const TrialRecord& record) {
  const std::string line = base::ToJson(record) + "\n";
  std::string_view rest(line);
  while (!rest.empty()) {
    TRY(const size_t taken, file_.WriteAt(size_, rest));
    size_ += static_cast<int64_t>(taken);
    rest.remove_prefix(taken);
  }
  return {};
}

base::Status TrialLog::Sync() { return file_.Sync(); }

base::Result<std::vector<TrialRecord>> JoinTrials(std::vector<TrialSet> sets) {
  struct Known {
    std::string set;
    TrialRecord record;
  };
  std::map<std::string, Known> known;
  for (TrialSet& set : sets) {
    for (TrialRecord& record : set.trials) {
      const auto at = known.find(record.hash);
      if (at == known.end()) {
        std::string hash = record.hash;
        known.emplace(std::move(hash), Known{set.name, std::move(record)});
        continue;
      }
      if (base::ToJson(at->second.record.outcome) == base::ToJson(record.outcome)) continue;
      return base::Fail(ErrorCode::kCorrupt,
                        fmt::format("trial {} ({}) has one outcome in {} and another in {}: one of "
                                    "them was not made by this program from these bars; take it "
                                    "away and run its trials again",
                                    record.trial, record.hash, at->second.set, set.name));
    }
  }
  std::vector<TrialRecord> joined;
  joined.reserve(known.size());
  for (auto& entry : known) joined.push_back(std::move(entry.second.record));
  std::ranges::sort(joined, {}, &TrialRecord::trial);
  return joined;
}

base::Result<std::vector<TrialRecord>> ReadTrials(const std::string& folder) {
  std::vector<TrialSet> sets;
  if (!base::os::IsDirectory(folder)) return std::vector<TrialRecord>();
  TRY(const std::vector<std::string> names, base::os::ListDirectory(folder));
  for (const std::string& name : names) {
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) continue;
    const std::string path = folder + "/" + name;
    TRY(std::vector<TrialRecord> trials, ReadPart(path));
    sets.push_back({path, std::move(trials)});
  }
  return JoinTrials(std::move(sets));
}

base::Status WriteTrials(const std::vector<TrialRecord>& trials, const std::string& folder,
                         const std::string& part) {
  std::string text;
  for (const TrialRecord& record : trials) text += base::ToJson(record) + "\n";
  return base::os::WriteFileAtomic(PathOf(folder, part), text);
}

}  // namespace keel::research
