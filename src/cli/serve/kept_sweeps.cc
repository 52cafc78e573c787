// SPDX-License-Identifier: MIT
#include "cli/serve/kept_sweeps.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/os/file.h"
#include "cli/serve/research_place.h"
#include "research/optimize/objective.h"
#include "research/optimize/trial_log.h"

namespace keel::cli {
namespace {

using server::Answer;
using server::Problem;
using server::Refuse;

std::vector<std::string> SweepIds(const std::string& home) {
  const std::string folder = SweepsFolderOf(home);
  if (!base::os::IsDirectory(folder)) return {};
  auto names = base::os::ListDirectory(folder).value_or(std::vector<std::string>());
  std::erase_if(names, [&](const std::string& name) {
    return !base::os::Exists(fmt::format("{}/{}/manifest.json", folder, name));
  });
  std::ranges::sort(names);
  return names;
}

/// Absent before the last trial.
base::Result<std::optional<research::SweepSummary>> SummaryIn(const std::string& folder) {
  const std::string path = folder + "/sweep.json";
  if (!base::os::Exists(path)) return std::optional<research::SweepSummary>();
  TRY(const std::string text, base::os::ReadFile(path));
  TRY(auto summary, base::ReadJson<research::SweepSummary>(text));
  return std::optional(std::move(summary));
}

SweepView SweepViewOf(const std::string& id, const research::SweepManifest& manifest,
                      const std::optional<research::SweepSummary>& summary) {
  SweepView view{.id = id,
                 .family = manifest.family,
                 .objective = manifest.objective,
                 .search = manifest.search,
                 .from = manifest.from,
                 .to = manifest.to,
                 .synthetic = manifest.synthetic,
                 .points = manifest.points,
                 .complete = summary.has_value()};
  if (!summary) return view;
  view.median_score = summary->median_score;
  if (summary->best.empty()) return view;
  view.best_score = summary->best.front().score;
  view.best_params = summary->best.front().params;
  return view;
}

/// In the order of the axes.
std::vector<std::optional<double>> ValuesOf(
    const std::vector<std::pair<std::string, double>>& params,
    const std::vector<research::SpaceAxis>& axes) {
  std::vector<std::optional<double>> values;
  for (const research::SpaceAxis& axis : axes) {
    const auto found =
        std::ranges::find_if(params, [&](const auto& param) { return param.first == axis.name; });
    values.push_back(found == params.end() ? std::nullopt : std::optional(found->second));
  }
  return values;
}

SweepTrialView TrialOf(const research::TrialRecord& record, const research::Objective& objective,
                       const std::vector<research::SpaceAxis>& axes) {
  const research::Outcome& outcome = record.outcome;
  return {.trial = record.trial,
          .params = ValuesOf(record.params, axes),
          .score = objective.Of(outcome),
          .sharpe = outcome.sharpe,
          .total_return = outcome.total_return,
          .max_drawdown = outcome.max_drawdown,
          .trades = outcome.trades};
}

/// Those that the engine did not run, by simple fills. None where there was no such tier.
base::Result<std::vector<SweepTrialView>> ScreenedIn(
    const std::string& folder, const research::SweepManifest& manifest,
    const std::vector<research::TrialRecord>& of_engine) {
  std::vector<SweepTrialView> views;
  const std::string path = folder + "/screened.csv";
  if (!base::os::Exists(path)) return views;
  TRY(const std::string text, base::os::ReadFile(path));
  TRY(const auto points, research::ParseScreenedCsv(manifest, text, path));
  for (const research::ScreenedPoint& point : points) {
    if (std::ranges::binary_search(of_engine, point.trial, {}, &research::TrialRecord::trial)) {
      continue;
    }
    views.push_back({.trial = point.trial,
                     .params = ValuesOf(point.params, manifest.space),
                     .score = point.score,
                     .total_return = point.total_return,
                     .trades = point.trades,
                     .engine = false});
  }
  return views;
}

base::Result<SweepDetail> ReadSweep(const std::string& home, const std::string& id) {
  const std::string folder = fmt::format("{}/{}", SweepsFolderOf(home), id);
  TRY(const research::SweepManifest manifest, research::ReadManifest(folder));
  TRY(const auto summary, SummaryIn(folder));
  TRY(const auto objective, research::Objective::Parse(manifest.objective, manifest.min_trades));
  TRY(const auto trials, research::ReadTrials(folder));
  TRY(auto screened, ScreenedIn(folder, manifest, trials));
  SweepDetail detail{.sweep = SweepViewOf(id, manifest, summary),
                     .min_trades = manifest.min_trades,
                     .axes = manifest.space,
                     .params = {},
                     .best = {},
                     .tried = static_cast<int64_t>(trials.size() + screened.size()),
                     .trials = std::move(screened)};
  if (summary) {
    detail.params = summary->params;
    detail.best = summary->best;
    detail.without_score = summary->without_score;
  }
  for (const research::TrialRecord& trial : trials) {
    detail.trials.push_back(TrialOf(trial, objective, manifest.space));
  }
  if (detail.trials.size() > kMostSentTrials) {
    // An absent score is below every other.
    std::ranges::stable_sort(detail.trials, std::ranges::greater(), &SweepTrialView::score);
    detail.trials.resize(kMostSentTrials);
  }
  return detail;
}

}  // namespace

Answer<server::Page<SweepView>> KeptSweeps(const std::string& home,
                                           const server::PageQuery& query) {
  auto ids = server::PageOf(SweepIds(home), query);
  if (!ids) return tl::unexpected<Problem>(std::move(ids).error());
  server::Page<SweepView> page{.items = {}, .next = ids->next};
  for (const std::string& id : ids->items) {
    const std::string folder = fmt::format("{}/{}", SweepsFolderOf(home), id);
    const auto manifest = research::ReadManifest(folder);
    const auto summary = SummaryIn(folder);
    if (manifest && summary) page.items.push_back(SweepViewOf(id, *manifest, *summary));
  }
  return page;
}

Answer<SweepDetail> SweepOfId(const std::string& home, const std::string& id) {
  const auto ids = SweepIds(home);
  if (std::ranges::find(ids, id) == ids.end()) {
    return Refuse(404, fmt::format("there is no sweep {}", id));
  }
  auto detail = ReadSweep(home, id);
  if (detail) return *std::move(detail);
  return Refuse(409, fmt::format("the sweep {} cannot be read: {}", id, detail.error().message));
}

}  // namespace keel::cli
