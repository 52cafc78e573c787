// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/court_room.h"
#include "cli/evidence.h"
#include "cli/page_files.h"
#include "cli/subject_request.h"
#include "cli/suite_run.h"
#include "cli/verbs.h"
#include "research/court/court_report.h"
#include "research/report/suite_report.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

class Court final : public Verb {
 public:
  std::string_view name() const override { return "court"; }
  std::string_view summary() const override {
    return "puts all evidence about a strategy on one page, and rules on it";
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
    options.Flag("--alone", &alone_,
                 "the overfitting court alone: no look-ahead check, robustness and walk forward");
    options.Repeated("--space", &space_,
                     "of the walk forward: fast=10:50:5 (default around the two that matter most)");
    options.Whole("--warm-up", &warm_up_,
                  "of the walk forward: bars that are seen before one may trade (default 500)");
    options.List("--vary", &vary_, "parameters that the robustness varies (default all)");
    options.Flag("--quick", &quick_, "fewer runs of the robustness");
    options.Whole("--rivals", &rivals_,
                  "most other trials of the ledger to run again with -s (default 200)");
  }

  base::Status Run(Session& session) override {
    TRY(Check());
    const research::CourtSettings settings{.level = level_,
                                           .resamples = static_cast<size_t>(resamples_),
                                           .blocks = static_cast<size_t>(blocks_),
                                           .seed = session.seed.value_or(1),
                                           .jobs = session.jobs};
    if (!sweep_.empty()) {
      TRY(const Witnesses witnesses, WitnessesOfSweep(sweep_, trial_, session));
      TRY(const research::CourtRecord record, HoldCourt(witnesses, settings, session));
      return Tell(record, session);
    }
    TRY(const research::Subject subject, ResolveSubject(request_, session));
    if (!alone_) return HoldAll(subject, settings, session);
    TRY(const Witnesses witnesses, WitnessesOfStrategy(subject, rivals_, session));
    TRY(const research::CourtRecord record, HoldCourt(witnesses, settings, session));
    TRY(KeepEvidence(subject.settings, "court", research::FindingOf(record.verdict), session));
    return Tell(record, session);
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
    if (rivals_ < 0 || warm_up_ < 0) {
      return Fail(ErrorCode::kUsage, "--rivals and --warm-up must not be below 0");
    }
    return {};
  }

  static base::Status Tell(const research::CourtRecord& record, const Session& session) {
    session.print(session.json ? research::CourtJson(record) : research::CourtText(record));
    return WritePage(
        session, "court", [&] { return research::CourtHtml(record); },
        [&] { return research::CourtJson(record); });
  }

  base::Status HoldAll(const research::Subject& subject, const research::CourtSettings& settings,
                       const Session& session) const {
    TRY(const research::Suite suite, RunSuite(subject,
                                              {.space = space_,
                                               .quick = quick_,
                                               .vary = vary_,
                                               .warm_up_bars = warm_up_,
                                               .rivals = rivals_,
                                               .court = settings},
                                              session));
    const base::UnixNanos now = session.clock->now();
    const research::EvidenceFile evidence(session.home);
    for (const research::Evidence& e : EvidenceOf(suite, subject.settings_hash, now)) {
      TRY(evidence.Add(e));
    }
    const research::SuiteVerdict verdict = Conclude(suite, subject.settings_hash, now);
    session.print(session.json ? research::SuiteJson(suite, verdict)
                               : research::SuiteText(suite, verdict));
    return WritePage(
        session, "court", [&] { return research::SuiteHtml(suite, verdict); },
        [&] { return research::SuiteJson(suite, verdict); });
  }

  std::string sweep_;
  BacktestRequest request_;
  int64_t trial_ = -1;
  double level_ = 0.05;
  int64_t resamples_ = 2000;
  int64_t blocks_ = static_cast<int64_t>(research::kSplitBlocks);
  int64_t rivals_ = 200;
  bool alone_ = false;
  bool quick_ = false;
  std::vector<std::string> space_, vary_;
  int64_t warm_up_ = 500;
};

}  // namespace

std::unique_ptr<Verb> MakeCourt() { return std::make_unique<Court>(); }

}  // namespace keel::cli
