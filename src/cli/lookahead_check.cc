// SPDX-License-Identifier: MIT
#include "cli/backtest_request.h"
#include "cli/evidence.h"
#include "cli/lookahead_run.h"
#include "cli/page_files.h"
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
    BacktestRequest& r = request_;
    options.List("-s,--strategy", &r.strategies, "strategies to check, in one account");
    options.Repeated("--param", &r.params,
                     "name=value, or strategy.name=value where several strategies run");
    options.List("-p,--pairs", &r.pairs, "pairs, or regular expressions over the stored ones");
    options.OptionalText("-t,--timeframe", &r.timeframe, "bars that the strategies see (1m to 1M)");
    options.OptionalText("--timeframe-detail", &r.timeframe_detail,
                         "finer bars, or \"trades\", on which fills are simulated");
    options.OptionalText("--timerange", &r.timerange,
                         "20180131-20180301, either end may be open; dates, ISO or epoch");
    options.OptionalText("--venue", &r.venue, "whose stored bars (default binance)");
    options.OptionalText("--risk-profile", &r.risk_profile,
                         "fund or research (default for one strategy without a configuration)");
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
