// SPDX-License-Identifier: MIT
#include "research/robustness/robustness.h"

#include "cli/evidence.h"
#include "cli/page_files.h"
#include "cli/subject_request.h"
#include "cli/verbs.h"
#include "research/robustness/robustness_report.h"

namespace keel::cli {
namespace {

class Robustness final : public Verb {
 public:
  std::string_view name() const override { return "robustness"; }
  std::string_view summary() const override {
    return "tells what is left of a backtest when the world is a little different";
  }
  std::string_view group() const override { return "research"; }

  void Declare(Options& options) override {
    DeclareBacktest(request_, options);
    options.List("--vary", &vary_, "parameters to vary (default all): fast,slow");
    options.Flag("--quick", &quick_, "fewer runs: coarser steps, fewer draws");
  }

  base::Status Run(Session& session) override {
    TRY(const research::Subject subject, ResolveSubject(request_, session));
    const research::RobustnessSettings settings{
        .quick = quick_,
        .params = vary_,
        .jobs = session.jobs,
        .interrupted = session.interrupted,
        .progress = [&](std::string_view what, int64_t done, int64_t total) {
          session.progress->Update(what, done, total);
        }};
    TRY(const research::RobustnessReport report, research::TestRobustness(subject, settings));
    session.progress->Finish();
    session.print(session.json ? research::RobustnessJson(report)
                               : research::RobustnessText(report));
    TRY(KeepEvidence(subject.settings, "robustness", research::FindingOf(report), session));
    return WritePage(
        session, "robustness", [&] { return research::RobustnessHtml(report); },
        [&] { return research::RobustnessJson(report); });
  }

 private:
  BacktestRequest request_;
  std::vector<std::string> vary_;
  bool quick_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeRobustness() { return std::make_unique<Robustness>(); }

}  // namespace keel::cli
