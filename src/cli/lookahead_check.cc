// SPDX-License-Identifier: MIT
#include "cli/backtest_request.h"
#include "cli/evidence.h"
#include "cli/lookahead_run.h"
#include "cli/page_files.h"
#include "cli/subject_request.h"
#include "cli/verbs.h"
#include "research/report/lookahead_report.h"
#include "storage/catalog.h"

namespace keel::cli {
namespace {

class LookaheadCheckVerb final : public Verb {
 public:
  std::string_view name() const override { return "lookahead-check"; }
  std::string_view summary() const override {
    return "finds strategies and features that know the future, and names the bar";
  }
  std::string_view group() const override { return "research"; }

  void Declare(Options& options) override {
    DeclareBacktest(request_, options);
    options.List("--features", &features_,
                 "features to check beside those that the strategies read, or all");
    options.Whole("--cuts", &cuts_, "bars at which the future is cut off and altered (default 10)");
    options.Flag("--no-warm-up", &no_warm_up_, "leaves out how much history is needed");
  }

  base::Status Run(Session& session) override {
    const storage::Catalog catalog(session.data_dir);
    TRY(const Config config, ResolveBacktest(request_, session, catalog));
    TRY(const research::LookaheadReport report,
        RunLookaheadCheck(config.settings,
                          {.features = features_, .cuts = cuts_, .warm_up = !no_warm_up_},
                          session));
    session.print(session.json ? research::LookaheadJson(report) : research::LookaheadText(report));
    TRY(KeepEvidence(config.settings, "look-ahead", research::FindingOf(report), session));
    TRY(WritePage(
        session, "lookahead", [&] { return research::LookaheadHtml(report); },
        [&] { return research::LookaheadJson(report); }));
    if (report.clean) return {};
    return base::Fail(base::ErrorCode::kRefused, report.verdict.sentence);
  }

 private:
  BacktestRequest request_;
  std::vector<std::string> features_;
  int64_t cuts_ = 10;
  bool no_warm_up_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeLookaheadCheck() { return std::make_unique<LookaheadCheckVerb>(); }

}  // namespace keel::cli
