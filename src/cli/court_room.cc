// SPDX-License-Identifier: MIT
#include "cli/court_room.h"

#include <fmt/format.h>

#include <set>

#include "cli/sweep_folder.h"
#include "research/optimize/sweep_manifest.h"
#include "research/optimize/trial_log.h"
#include "research/trial/daily_table.h"
#include "research/trial/ledger.h"
#include "research/trial/run_variation.h"

namespace keel::cli {

using base::ErrorCode;
using base::Fail;

base::Result<Witnesses> WitnessesOfSweep(const std::string& sweep, int64_t wanted,
                                         const Session& session) {
  TRY(const std::string folder, FindSweep(session, sweep));
  TRY(const research::SweepManifest manifest, research::ReadManifest(folder));
  TRY(std::vector<research::TrialRecord> trials, research::ReadTrials(folder));
  Witnesses witnesses{.family = manifest.family, .synthetic = manifest.synthetic};
  for (research::TrialRecord& trial : trials) {
    if (trial.trial == wanted) witnesses.judged = witnesses.outcomes.size();
    witnesses.names.push_back(
        fmt::format("trial {}, {}", trial.trial, research::ParamsText(trial.params)));
    witnesses.outcomes.push_back(std::move(trial.outcome));
  }
  if (witnesses.outcomes.empty()) {
    return Fail(ErrorCode::kNotFound, fmt::format("the sweep in {} has no trial yet", folder));
  }
  if (wanted >= 0 && !witnesses.judged) {
    return Fail(ErrorCode::kNotFound, fmt::format("no trial {} in {}", wanted, folder));
  }
  return witnesses;
}

base::Result<Witnesses> WitnessesOfStrategy(const research::Subject& subject, int64_t rivals,
                                            const Session& session) {
  Witnesses witnesses{.family = research::FamilyOf(subject.settings), .judged = 0};
  for (const auto& series : subject.series) witnesses.synthetic |= series.record.synthetic;
  const research::TrialLedger ledger(session.home);
  TRY(const std::vector<research::TrialEntry> known, ledger.Entries(witnesses.family));

  std::vector<research::Variation> variations(1);
  witnesses.names.push_back(research::ParamsText({}));
  std::set<std::string> seen = {witnesses.names.front()};
  for (const research::TrialEntry& entry : known) {
    if (static_cast<int64_t>(variations.size()) > rivals) break;
    const std::string text = research::ParamsText(entry.params);
    if (!seen.insert(text).second) continue;
    variations.push_back({.params = entry.params});
    witnesses.names.push_back(text);
  }
  TRY(witnesses.outcomes, research::TryAll(subject, variations,
                                           {.jobs = session.jobs,
                                            .interrupted = session.interrupted,
                                            .progress = [&](int64_t done, int64_t total) {
                                              session.progress->Update("trials", done, total);
                                            }}));
  std::vector<research::TrialEntry> entries;
  for (size_t i = 0; i < variations.size(); ++i) {
    entries.push_back(research::EntryOf(subject, variations[i], witnesses.outcomes[i], "court",
                                        session.clock->now()));
  }
  TRY(ledger.Add(entries));
  return witnesses;
}

base::Result<research::CourtRecord> HoldCourt(const Witnesses& witnesses,
                                              const research::CourtSettings& settings,
                                              const Session& session) {
  const research::TrialLedger ledger(session.home);
  TRY(const std::vector<research::TrialEntry> entries, ledger.Entries(witnesses.family));
  const research::DailyTable table = research::TableOf(witnesses.outcomes);
  session.progress->Update("judging", 0, 0);
  TRY(research::CourtRecord record, research::Judge({.family = witnesses.family,
                                                     .names = witnesses.names,
                                                     .daily = table.view(),
                                                     .judged = witnesses.judged,
                                                     .ledger = entries,
                                                     .synthetic = witnesses.synthetic},
                                                    settings));
  session.progress->Finish();
  return record;
}

}  // namespace keel::cli
