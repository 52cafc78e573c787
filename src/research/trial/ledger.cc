// SPDX-License-Identifier: MIT
#include "research/trial/ledger.h"

#include <set>

#include "metrics/moments.h"
#include "research/trial/run_variation.h"

namespace keel::research {
namespace {

/// Each trial once.
base::Result<std::vector<TrialEntry>> EntriesOf(const std::vector<std::string>& lines,
                                                const std::string& path) {
  TRY(std::vector<TrialEntry> entries, ReadRecords<TrialEntry>(lines, path));
  std::set<std::string> hashes;
  std::erase_if(entries, [&](const TrialEntry& e) { return !hashes.insert(e.hash).second; });
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

base::Status TrialLedger::Add(std::span<const TrialEntry> entries) const {
  if (entries.empty()) return {};
  return lines_.Add([&](const auto& lines) -> base::Result<std::vector<std::string>> {
    TRY(const std::vector<TrialEntry> known, EntriesOf(lines, path()));
    std::set<std::string> hashes;
    for (const TrialEntry& entry : known) hashes.insert(entry.hash);
    std::vector<std::string> added;
    for (const TrialEntry& entry : entries) {
      if (hashes.insert(entry.hash).second) added.push_back(base::ToJson(entry));
    }
    return added;
  });
}

base::Result<std::vector<TrialEntry>> TrialLedger::Entries(
    const std::optional<std::string>& family) const {
  TRY(const std::vector<std::string> lines, lines_.Lines());
  TRY(std::vector<TrialEntry> entries, EntriesOf(lines, path()));
  if (family) std::erase_if(entries, [&](const TrialEntry& e) { return e.family != *family; });
  return entries;
}

}  // namespace keel::research
