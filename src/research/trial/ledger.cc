// SPDX-License-Identifier: MIT
#include "research/trial/ledger.h"

#include <fmt/format.h>

#include <set>

#include "base/os/durable_file.h"
#include "base/os/file.h"
#include "metrics/moments.h"
#include "research/trial/run_variation.h"

namespace keel::research {
namespace {

/// The lock of whoever adds: a folder beside the file, held as long as it takes to add a few lines.
base::Result<base::os::DirectoryLock> HoldLedger(const std::string& path) {
  const std::string folder = path + ".lock";
  TRY(base::os::MakeDirectories(folder));
  return base::os::DirectoryLock::Wait(folder);
}

base::Result<base::os::DurableFile> OpenOrCreate(const std::string& path) {
  if (base::os::Exists(path)) return base::os::DurableFile::Open(path);
  return base::os::DurableFile::Create(path);
}

/// The length of the whole lines of a text: a last one without its end was cut off by a crash.
size_t WholeLines(std::string_view text) {
  const size_t end = text.rfind('\n');
  return end == std::string_view::npos ? 0 : end + 1;
}

base::Status Append(const std::string& path, int64_t at, std::string_view bytes) {
  TRY(base::os::DurableFile file, OpenOrCreate(path));
  TRY(file.Truncate(at));
  while (!bytes.empty()) {
    TRY(const size_t taken, file.WriteAt(at, bytes));
    at += static_cast<int64_t>(taken);
    bytes.remove_prefix(taken);
  }
  return file.Sync();
}

base::Result<std::string> TextOf(const std::string& path) {
  if (!base::os::Exists(path)) return std::string();
  TRY(std::string text, base::os::ReadFile(path));
  text.resize(WholeLines(text));
  return text;
}

base::Result<std::vector<TrialEntry>> EntriesIn(std::string_view text, const std::string& path) {
  std::vector<TrialEntry> entries;
  std::set<std::string> hashes;
  for (int64_t line = 1; !text.empty(); ++line) {
    const size_t end = text.find('\n');
    auto entry = base::ReadJson<TrialEntry>(text.substr(0, end));
    if (!entry) {
      return base::Fail(base::ErrorCode::kCorrupt,
                        fmt::format("{}:{} is no trial ({}): move the file away to begin a new "
                                    "ledger, or take the line out",
                                    path, line, entry.error().message));
    }
    if (hashes.insert(entry->hash).second) entries.push_back(std::move(*entry));
    text.remove_prefix(end + 1);
  }
  return entries;
}

}  // namespace

TrialEntry EntryOf(const Subject& subject, const Variation& variation, const Outcome& outcome,
                   std::string source, base::UnixNanos made_at) {
  TrialEntry entry{.hash = TrialHash(subject, variation),
                   .family = FamilyOf(subject.settings),
                   .source = std::move(source),
                   .made_at = made_at,
                   .from = outcome.from,
                   .to = outcome.to,
                   .params = variation.params,
                   .days = static_cast<int64_t>(outcome.daily.size()),
                   .trades = outcome.trades};
  const metrics::Moments moments = metrics::MomentsOf(outcome.daily);
  entry.daily_sharpe = metrics::Ratio(moments.mean, moments.deviation);
  entry.skew = moments.skew;
  if (moments.kurtosis) entry.kurtosis = *moments.kurtosis + 3;
  return entry;
}

TrialCount CountTrials(std::span<const TrialEntry> entries) {
  std::vector<double> ratios;
  for (const TrialEntry& entry : entries) {
    if (entry.daily_sharpe) ratios.push_back(*entry.daily_sharpe);
  }
  const metrics::Moments moments = metrics::MomentsOf(ratios);
  const double deviation = moments.deviation.value_or(0);
  return {.trials = static_cast<int64_t>(entries.size()),
          .with_sharpe = static_cast<int64_t>(ratios.size()),
          .sharpe_variance = deviation * deviation};
}

TrialLedger::TrialLedger(const std::string& home) : path_(home + "/trials.jsonl") {}

base::Status TrialLedger::Add(std::span<const TrialEntry> entries) const {
  if (entries.empty()) return {};
  TRY(const auto lock, HoldLedger(path_));
  TRY(const std::string text, TextOf(path_));
  TRY(const std::vector<TrialEntry> known, EntriesIn(text, path_));
  std::set<std::string> hashes;
  for (const TrialEntry& entry : known) hashes.insert(entry.hash);
  std::string lines;
  for (const TrialEntry& entry : entries) {
    if (hashes.insert(entry.hash).second) lines += base::ToJson(entry) + "\n";
  }
  return Append(path_, static_cast<int64_t>(text.size()), lines);
}

base::Result<std::vector<TrialEntry>> TrialLedger::Entries(
    const std::optional<std::string>& family) const {
  TRY(const std::string text, TextOf(path_));
  TRY(std::vector<TrialEntry> entries, EntriesIn(text, path_));
  if (family) std::erase_if(entries, [&](const TrialEntry& e) { return e.family != *family; });
  return entries;
}

}  // namespace keel::research
