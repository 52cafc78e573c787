// SPDX-License-Identifier: MIT
#include "cli/lookahead_run.h"

#include <fmt/format.h>

#include "engine/series_loader.h"
#include "research/lookahead/lookahead.h"
#include "research/lookahead/stored_check.h"
#include "research/lookahead/survivorship.h"
#include "research/trial/subject.h"
#include "storage/catalog.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"

namespace keel::cli {
namespace {

using base::ErrorCode;

research::PlugIns PlugIns() {
  return [](const research::KnownWorld&) {
    return research::PlugInSet{strategies::All(), strategies::AllFeatures(), {}};
  };
}

std::vector<std::string> FeatureNames(const std::vector<std::string>& chosen) {
  if (chosen != std::vector<std::string>{"all"}) return chosen;
  std::vector<std::string> all;
  for (const market::FeatureSpec& spec : strategies::AllFeatures()) all.push_back(spec.name);
  return all;
}

base::Result<research::LookaheadVerdict> Check(const engine::BacktestSettings& settings,
                                               const research::KnownWorld& world,
                                               const LookaheadChoice& choice,
                                               const Session& session) {
  if (choice.cuts < 1 || choice.cuts > 1000) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("--cuts {} must lie in 1 to 1000", choice.cuts));
  }
  research::LookaheadSubject subject{settings, PlugIns(), world, FeatureNames(choice.features)};
  research::LookaheadOptions options;
  options.cuts = static_cast<int>(choice.cuts);
  options.seed = settings.seed;
  options.jobs = session.jobs;
  options.warm_up = choice.warm_up;
  options.interrupted = session.interrupted;
  options.progress = [&](std::string_view what, int64_t done, int64_t total) {
    session.progress->Update(what, done, total);
  };
  return research::CheckLookahead(subject, options);
}

/// Feature tables beside the bars, where there are any.
base::Status CheckTables(const engine::BacktestSettings& settings,
                         const research::KnownWorld& world, const storage::Catalog& catalog,
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

}  // namespace

base::Result<research::LookaheadReport> RunLookaheadCheck(const engine::BacktestSettings& settings,
                                                          const LookaheadChoice& choice,
                                                          const Session& session) {
  const storage::Catalog catalog(session.data_dir);
  research::KnownWorld world;
  TRY(world.series, engine::LoadSeries(settings, catalog));
  research::LookaheadReport report;
  TRY(report.verdict, Check(settings, world, choice, session));
  TRY(const auto listed, research::ListedPairs(catalog, settings.venue));
  research::Merge(research::CheckSurvivorship(world.series, listed), &report.verdict);
  TRY(CheckTables(settings, world, catalog, &report.verdict));
  research::Conclude(&report.verdict);
  session.progress->Finish();
  report.clean = report.verdict.clean();
  report.subject = research::FamilyOf(settings);
  for (const auto& series : world.series) {
    report.synthetic = report.synthetic || series.record.synthetic;
  }
  return report;
}

}  // namespace keel::cli
