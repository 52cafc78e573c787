// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/page_files.h"
#include "cli/subject_request.h"
#include "cli/sweep_folder.h"
#include "cli/verbs.h"
#include "research/court/court_report.h"
#include "research/optimize/sweep_manifest.h"
#include "research/optimize/trial_log.h"
#include "research/trial/daily_table.h"
#include "research/trial/run_variation.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;
using research::Outcome;

/// Trials with their daily returns, before the court looks at them.
struct Witnesses {
  std::string family;
  std::vector<std::string> names;
  std::vector<Outcome> outcomes;
  std::optional<size_t> judged;
  bool synthetic = false;
};

class Court final : public Verb {
 public:
  std::string_view name() const override { return "court"; }
  std::string_view summary() const override {
    return "judges whether a result is more than the best of what was tried";
  }
  std::string_view group() const override { return "research"; }

  void Declare(Options& options) override {
    options.Positional("sweep", &sweep_, "a sweep's id or folder; or name a strategy with -s",
                       false);
    DeclareBacktest(request_, options);
    options.Whole("--trial", &trial_, "trial of the sweep to judge (default: the best Sharpe)");
    options.Number("--level", &level_, "error that is accepted (default 0.05)");
    options.Whole("--resamples", &resamples_, "histories to draw again (default 2000)");
    options.Whole("--blocks", &blocks_, "blocks of days that are shared out (default 16)");
    options.Whole("--rivals", &rivals_,
                  "most other trials of the ledger to run again with -s (default 200)");
  }

  base::Status Run(Session& session) override {
    TRY(Check());
    TRY(const Witnesses witnesses, sweep_.empty() ? OfStrategy(session) : OfSweep(session));
    const research::TrialLedger ledger(session.home);
    TRY(const std::vector<research::TrialEntry> entries, ledger.Entries(witnesses.family));
    const research::DailyTable table = research::TableOf(witnesses.outcomes);
    session.progress->Update("judging", 0, 0);
    TRY(const research::CourtRecord record,
        research::Judge({.family = witnesses.family,
                         .names = witnesses.names,
                         .daily = table.view(),
                         .judged = witnesses.judged,
                         .ledger = entries,
                         .synthetic = witnesses.synthetic},
                        {.level = level_,
                         .resamples = static_cast<size_t>(resamples_),
                         .blocks = static_cast<size_t>(blocks_),
                         .seed = session.seed.value_or(1),
                         .jobs = session.jobs}));
    session.progress->Finish();
    session.print(session.json ? research::CourtJson(record) : research::CourtText(record));
    return WritePage(
        session, "court", [&] { return research::CourtHtml(record); },
        [&] { return research::CourtJson(record); });
  }

 private:
  base::Status Check() const {
    if (!(level_ > 0 && level_ <= 0.5)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--level {} must lie above 0 and at most at 0.5", level_));
    }
    if (resamples_ < 100 || resamples_ > 1'000'000) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--resamples {} must lie in 100 to 1000000", resamples_));
    }
    if (blocks_ < 2 || blocks_ > static_cast<int64_t>(research::kMostSplitBlocks) ||
        blocks_ % 2 != 0) {
      return Fail(ErrorCode::kUsage, fmt::format("--blocks {} must be an even number from 2 to {}",
                                                 blocks_, research::kMostSplitBlocks));
    }
    if (!sweep_.empty() && !request_.strategies.empty()) {
      return Fail(ErrorCode::kUsage, "a sweep and a strategy (-s) exclude each other");
    }
    if (rivals_ < 0) return Fail(ErrorCode::kUsage, "--rivals must not be below 0");
    return {};
  }

  base::Result<Witnesses> OfSweep(const Session& session) const {
    TRY(const std::string folder, FindSweep(session, sweep_));
    TRY(const research::SweepManifest manifest, research::ReadManifest(folder));
    TRY(std::vector<research::TrialRecord> trials, research::ReadTrials(folder));
    Witnesses witnesses{.family = manifest.family, .synthetic = manifest.synthetic};
    for (research::TrialRecord& trial : trials) {
      if (trial.trial == trial_) witnesses.judged = witnesses.outcomes.size();
      witnesses.names.push_back(
          fmt::format("trial {}, {}", trial.trial, research::ParamsText(trial.params)));
      witnesses.outcomes.push_back(std::move(trial.outcome));
    }
    if (witnesses.outcomes.empty()) {
      return Fail(ErrorCode::kNotFound, fmt::format("the sweep in {} has no trial yet", folder));
    }
    if (trial_ >= 0 && !witnesses.judged) {
      return Fail(ErrorCode::kNotFound, fmt::format("no trial {} in {}", trial_, folder));
    }
    return witnesses;
  }

  /// The strategy as it is configured, and what else the ledger knows of its family, run again on
  /// the same bars and terms.
  base::Result<Witnesses> OfStrategy(const Session& session) const {
    TRY(const research::Subject subject, ResolveSubject(request_, session));
    Witnesses witnesses{.family = research::FamilyOf(subject.settings), .judged = 0};
    for (const auto& series : subject.series) witnesses.synthetic |= series.record.synthetic;
    const research::TrialLedger ledger(session.home);
    TRY(const std::vector<research::TrialEntry> known, ledger.Entries(witnesses.family));

    std::vector<research::Variation> variations(1);
    witnesses.names.push_back(research::ParamsText({}));
    std::set<std::string> seen = {witnesses.names.front()};
    for (const research::TrialEntry& entry : known) {
      if (static_cast<int64_t>(variations.size()) > rivals_) break;
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

  std::string sweep_;
  BacktestRequest request_;
  int64_t trial_ = -1;
  double level_ = 0.05;
  int64_t resamples_ = 2000;
  int64_t blocks_ = static_cast<int64_t>(research::kSplitBlocks);
  int64_t rivals_ = 200;
};

}  // namespace

std::unique_ptr<Verb> MakeCourt() { return std::make_unique<Court>(); }

}  // namespace keel::cli
