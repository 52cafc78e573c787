// SPDX-License-Identifier: MIT
#include "cli/serve/run_views.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/check.h"
#include "base/os/file.h"
#include "base/text.h"
#include "cli/serve/kept_research.h"
#include "metrics/registry.h"
#include "research/run_comparison.h"

namespace keel::cli {
namespace {

using server::Answer;
using server::Problem;
using server::Refuse;

constexpr int64_t kCurvePoints = 400;  // more than a chart has pixels to show apart

Answer<std::vector<research::KeptRun>> RunsOfIds(const std::string& home, const std::string& ids) {
  const auto names = base::Split(ids, ',');
  const std::set<std::string_view> different(names.begin(), names.end());
  if (names.size() < 2 || names.size() > kMostCompared || different.size() != names.size()) {
    return Refuse(400, fmt::format("name 2 to {} runs, each once, as a,b", kMostCompared), "ids");
  }
  std::vector<research::KeptRun> runs;
  for (const std::string_view name : names) {
    auto run = research::RunById(home, std::string(name));
    if (!run) return tl::unexpected<Problem>(server::ProblemOf(run.error()));
    runs.push_back(*std::move(run));
  }
  return runs;
}

std::string TextOfFigure(const metrics::MetricValue& figure) {
  return metrics::FormatValue(figure.metric->unit, figure.value);
}

std::vector<ComparedFigureView> FiguresOf(const std::vector<research::KeptRun>& runs) {
  std::vector<ComparedFigureView> all;
  for (const research::KeptRun& run : runs) {
    const auto figures = research::FiguresOfRun(run);
    for (size_t i = 0; i < figures.size(); ++i) {
      const metrics::Metric& metric = *figures[i].metric;
      if (all.size() == i) {
        all.push_back({.key = std::string(metric.key),
                       .title = std::string(metric.title),
                       .unit = std::string(metrics::UnitName(metric.unit)),
                       .values = {},
                       .texts = {}});
      }
      all[i].values.push_back(figures[i].value);
      all[i].texts.push_back(TextOfFigure(figures[i]));
    }
  }
  return all;
}

bool HaveSameJournal(const std::vector<research::KeptRun>& runs) {
  const std::string first = runs.front().Text("journal_hash");
  return !first.empty() && std::ranges::all_of(runs, [&](const research::KeptRun& run) {
    return run.Text("journal_hash") == first;
  });
}

}  // namespace

Answer<RunDetail> DetailOfRun(const std::string& home, const std::string& id) {
  const auto run = research::RunById(home, id);
  if (!run) return tl::unexpected<Problem>(server::ProblemOf(run.error()));
  RunDetail detail{.run_id = run->place.id,
                   .created_at = run->Text("created_at"),
                   .strategy = run->Text("strategy"),
                   .belief = run->Text("integrity.belief"),
                   .command = run->Text("command"),
                   .currency = run->Text("account_currency"),
                   .synthetic = run->Flag("synthetic"),
                   .settings = {},
                   .figures = {},
                   .files = {},
                   .integrity_badge = BadgeOfRun(home, *run)};
  for (const auto& [name, value] : research::SettingsOfRun(*run)) {
    detail.settings.push_back({name, value});
  }
  for (const metrics::MetricValue& figure : research::FiguresOfRun(*run)) {
    const metrics::Metric& metric = *figure.metric;
    detail.figures.push_back({std::string(metric.key), std::string(metric.title),
                              std::string(metrics::UnitName(metric.unit)), figure.value,
                              TextOfFigure(figure)});
  }
  for (const std::string_view table : kRunTables) {
    const auto bytes = base::os::FileSize(fmt::format("{}/{}", run->place.directory, table));
    if (bytes) detail.files.push_back({std::string(table), *bytes});
  }
  return detail;
}

Answer<ComparedRunsView> ComparedRuns(const std::string& home, const std::string& ids) {
  const auto runs = RunsOfIds(home, ids);
  if (!runs) return tl::unexpected<Problem>(runs.error());
  ComparedRunsView view;
  for (const research::KeptRun& run : *runs) {
    view.runs.push_back({.run_id = run.place.id,
                         .created_at = run.Text("created_at"),
                         .strategy = run.Text("strategy"),
                         .belief = run.Text("integrity.belief"),
                         .currency = run.Text("account_currency"),
                         .synthetic = run.Flag("synthetic")});
  }
  view.same_journal = HaveSameJournal(*runs);
  for (research::SettingOfRuns& setting : research::SettingsOfRuns(*runs)) {
    const bool same = setting.same();
    view.settings.push_back({std::move(setting.name), same, std::move(setting.values)});
  }
  view.figures = FiguresOf(*runs);
  auto curves = research::CurvesOfRunsAt(*runs, kCurvePoints);
  if (!curves) return tl::unexpected<Problem>(server::ProblemOf(curves.error()));
  view.times = std::move(curves->times);
  view.curves = std::move(curves->values);
  return view;
}

Answer<std::string> TableOfRun(const std::string& home, const std::string& id,
                               std::string_view table) {
  CHECK(std::ranges::find(kRunTables, table) != kRunTables.end(), "a table that may be fetched");
  const auto run = research::RunById(home, id);
  if (!run) return tl::unexpected<Problem>(server::ProblemOf(run.error()));
  const std::string path = fmt::format("{}/{}", run->place.directory, table);
  const auto bytes = base::os::FileSize(path);
  if (!bytes) return Refuse(404, fmt::format("the run {} has no {}", id, table));
  if (*bytes > kMostTableBytes) {
    return Refuse(409, fmt::format("{} of {} has {} bytes, too many to be sent: it lies in the "
                                   "home of Keel, in runs/{}",
                                   table, id, *bytes, id));
  }
  auto text = base::os::ReadFile(path);
  if (!text) return tl::unexpected<Problem>(server::ProblemOf(text.error()));
  return *std::move(text);
}

}  // namespace keel::cli
