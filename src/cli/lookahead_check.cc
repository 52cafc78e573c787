// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/text.h"
#include "cli/backtest_request.h"
#include "cli/page_files.h"
#include "cli/verbs.h"
#include "engine/series_loader.h"
#include "research/lookahead/lookahead.h"
#include "research/lookahead/stored_check.h"
#include "research/lookahead/survivorship.h"
#include "research/report/lookahead_report.h"
#include "storage/catalog.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"

namespace keel::cli {
namespace {

using base::ErrorCode;

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
    const engine::BacktestSettings& settings = config.settings;
    research::KnownWorld world;
    TRY(world.series, engine::LoadSeries(settings, catalog));
    research::LookaheadReport report;
    TRY(report.verdict, Check(settings, world, session));
    TRY(const auto listed, research::ListedPairs(catalog, settings.venue));
    research::Merge(research::CheckSurvivorship(world.series, listed), &report.verdict);
    TRY(CheckTables(settings, world, catalog, &report.verdict));
    research::Conclude(&report.verdict);
    session.progress->Finish();
    report.clean = report.verdict.clean();
    report.subject = SubjectOf(settings);
    for (const auto& series : world.series) {
      report.synthetic = report.synthetic || series.record.synthetic;
    }
    session.print(session.json ? research::LookaheadJson(report) : research::LookaheadText(report));
    TRY(WritePage(
        session, "lookahead", [&] { return research::LookaheadHtml(report); },
        [&] { return research::LookaheadJson(report); }));
    if (report.clean) return {};
    return base::Fail(ErrorCode::kRefused, report.verdict.sentence);
  }

 private:
  base::Result<research::LookaheadVerdict> Check(const engine::BacktestSettings& settings,
                                                 const research::KnownWorld& world,
                                                 Session& session) const {
    if (cuts_ < 1 || cuts_ > 1000) {
      return base::Fail(ErrorCode::kUsage, fmt::format("--cuts {} must lie in 1 to 1000", cuts_));
    }
    research::LookaheadSubject subject{settings, PlugIns(), world, FeatureNames()};
    research::LookaheadOptions options;
    options.cuts = static_cast<int>(cuts_);
    options.seed = settings.seed;
    options.jobs = session.jobs;
    options.warm_up = !no_warm_up_;
    options.interrupted = session.interrupted;
    options.progress = [&](std::string_view what, int64_t done, int64_t total) {
      session.progress->Update(what, done, total);
    };
    return research::CheckLookahead(subject, options);
  }

  static research::PlugIns PlugIns() {
    return [](const research::KnownWorld&) {
      return research::PlugInSet{strategies::All(), strategies::AllFeatures(), {}};
    };
  }

  std::vector<std::string> FeatureNames() const {
    if (features_ != std::vector<std::string>{"all"}) return features_;
    std::vector<std::string> all;
    for (const market::FeatureSpec& spec : strategies::AllFeatures()) all.push_back(spec.name);
    return all;
  }

  /// Feature tables beside the bars, where there are any.
  static base::Status CheckTables(const engine::BacktestSettings& settings,
                                  const research::KnownWorld& world,
                                  const storage::Catalog& catalog,
                                  research::LookaheadVerdict* verdict) {
    TRY(const core::Timeframe timeframe, core::Timeframe::Parse(settings.timeframe));
    for (const engine::LoadedSeries& series : world.series) {
      const storage::SeriesKey key{settings.venue, series.symbol, timeframe};
      const auto table = catalog.OpenFeatures(key);
      if (!table) {
        // None were kept, or none that anybody could use: nothing looks ahead by them.
        if (table.error().code != ErrorCode::kNotFound) {
          verdict->notes.push_back(table.error().message + ".");
        }
        continue;
      }
      TRY(const auto stored, catalog.Open(key));
      research::Merge(
          research::CheckStored({series.symbol.ToString(), *table, stored->bars(), timeframe},
                                strategies::AllFeatures()),
          verdict);
    }
    return {};
  }

  static std::string SubjectOf(const engine::BacktestSettings& settings) {
    std::vector<std::string> names;
    for (const engine::StrategySettings& chosen : settings.strategies) names.push_back(chosen.name);
    const std::string pairs = settings.pairs.size() <= 3
                                  ? base::Join(settings.pairs, ", ")
                                  : fmt::format("{} pairs", settings.pairs.size());
    return fmt::format("{} on {} {} at {}", base::Join(names, ", "), pairs, settings.timeframe,
                       settings.venue);
  }

  BacktestRequest request_;
  std::vector<std::string> features_;
  int64_t cuts_ = 10;
  bool no_warm_up_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeLookaheadCheck() { return std::make_unique<LookaheadCheckVerb>(); }

}  // namespace keel::cli
