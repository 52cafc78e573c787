// SPDX-License-Identifier: MIT
#include "research/optimize/sweep_result.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>

#include "base/check.h"
#include "base/os/file.h"
#include "metrics/moments.h"
#include "research/optimize/sweep_report.h"
#include "research/report/csv.h"
#include "research/report/npy.h"

namespace keel::research {
namespace {

constexpr size_t kBest = 10;
constexpr size_t kTopShare = 10;  // the best tenth

/// Positions of the points that have a score, the best first; of equals the first.
std::vector<size_t> Ranking(const std::vector<ScoredPoint>& points) {
  std::vector<size_t> order;
  for (size_t i = 0; i < points.size(); ++i) {
    if (points[i].score) order.push_back(i);
  }
  std::ranges::stable_sort(order,
                           [&](size_t a, size_t b) { return *points[a].score > *points[b].score; });
  return order;
}

/// Eta squared: the variance between the mean scores of the parameter's values, of all variance.
std::optional<double> Importance(const std::vector<ScoredPoint>& points,
                                 const std::vector<size_t>& scored, size_t param) {
  struct Group {
    double sum = 0;
    int64_t count = 0;
  };
  std::map<double, Group> groups;
  double sum = 0;
  for (const size_t at : scored) {
    Group& group = groups[points[at].params[param].second];
    group.sum += *points[at].score;
    ++group.count;
    sum += *points[at].score;
  }
  const double mean = sum / static_cast<double>(scored.size());
  double all = 0;
  for (const size_t at : scored) all += (*points[at].score - mean) * (*points[at].score - mean);
  if (!(all > 0)) return std::nullopt;
  double between = 0;
  for (const auto& entry : groups) {
    const double count = static_cast<double>(entry.second.count);
    const double away = entry.second.sum / count - mean;
    between += count * away * away;
  }
  return std::min(between / all, 1.0);
}

std::vector<ParamSummary> ParamsOf(const std::vector<ScoredPoint>& points) {
  const std::vector<size_t> order = Ranking(points);
  std::vector<ParamSummary> summaries;
  if (order.empty()) return summaries;
  const size_t top = (order.size() + kTopShare - 1) / kTopShare;
  for (size_t p = 0; p < points.front().params.size(); ++p) {
    const auto value = [&](size_t at) { return points[at].params[p].second; };
    std::vector<double> all, best;
    for (size_t k = 0; k < order.size(); ++k) {
      all.push_back(value(order[k]));
      if (k < top) best.push_back(all.back());
    }
    std::ranges::sort(all);
    std::ranges::sort(best);
    summaries.push_back({.name = points.front().params[p].first,
                         .low = all.front(),
                         .high = all.back(),
                         .top_low = best.front(),
                         .top_median = metrics::SortedQuantile(best, 0.5).value_or(0),
                         .top_high = best.back(),
                         .importance = Importance(points, order, p)});
  }
  return summaries;
}

std::vector<ScoredPoint> ScoredTrials(const SweepResult& result) {
  std::vector<ScoredPoint> points;
  for (size_t i = 0; i < result.trials.size(); ++i) {
    const TrialRecord& record = result.trials[i];
    points.push_back({.trial = record.trial, .params = record.params, .score = result.scores[i]});
  }
  return points;
}

RankedTrial RankedOf(const TrialRecord& record, double score, size_t rank) {
  RankedTrial ranked{.rank = static_cast<int64_t>(rank),
                     .trial = record.trial,
                     .hash = record.hash,
                     .params = record.params,
                     .score = score};
  for (std::string& name : FigureNames()) {
    const auto figure = FigureOf(record.outcome, name);
    ranked.figures.emplace_back(std::move(name), figure);
  }
  return ranked;
}

std::vector<TierGap> GapsOf(const SweepResult& result) {
  std::vector<TierGap> gaps;
  if (result.screened.empty()) return gaps;
  for (size_t i = 0; i < result.trials.size(); ++i) {
    const TrialRecord& record = result.trials[i];
    const auto screened =
        std::ranges::lower_bound(result.screened, record.trial, {}, &ScreenedPoint::trial);
    if (screened == result.screened.end() || screened->trial != record.trial) continue;
    gaps.push_back({.trial = record.trial,
                    .vector_score = screened->score.value_or(0),
                    .engine_score = result.scores[i],
                    .vector_return = screened->total_return,
                    .engine_return = record.outcome.total_return});
  }
  return gaps;
}

SweepSummary Summarise(const SweepResult& result) {
  const SweepManifest& m = result.manifest;
  SweepSummary s{.id = SweepIdOf(m),
                 .family = m.family,
                 .settings_hash = m.settings_hash,
                 .bars = m.bars,
                 .from = m.from,
                 .to = m.to,
                 .synthetic = m.synthetic,
                 .code_version = m.code_version,
                 .objective = m.objective,
                 .min_trades = m.min_trades,
                 .search = m.search,
                 .seed = m.seed,
                 .tier = m.tier,
                 .points = m.points,
                 .contradictions = m.contradictions,
                 .trials = static_cast<int64_t>(result.trials.size())};
  const std::vector<ScoredPoint> trials = ScoredTrials(result);
  const std::vector<size_t> order = Ranking(trials);
  s.without_score = s.trials - static_cast<int64_t>(order.size());
  for (size_t k = 0; k < std::min(order.size(), kBest); ++k) {
    s.best.push_back(RankedOf(result.trials[order[k]], *trials[order[k]].score, k + 1));
  }
  std::vector<double> scores;
  for (const size_t at : order) scores.push_back(*trials[at].score);
  std::ranges::reverse(scores);
  s.median_score = metrics::SortedQuantile(scores, 0.5);
  s.params = ParamsOf(PointsOf(result));
  s.gaps = GapsOf(result);
  if (result.trials.empty()) return s;
  int64_t first = result.trials.front().outcome.first_day;
  int64_t end = first;
  for (const TrialRecord& record : result.trials) {
    const Outcome& o = record.outcome;
    first = std::min(first, o.first_day);
    end = std::max(end, o.first_day + static_cast<int64_t>(o.daily.size()));
  }
  s.first_day = first;
  s.days = end - first;
  return s;
}

std::string Number(std::optional<double> value) {
  return value ? fmt::format("{}", *value == 0 ? 0.0 : *value) : "";
}

}  // namespace

base::Result<SweepResult> MakeSweepResult(SweepManifest manifest, std::vector<TrialRecord> trials,
                                          std::vector<ScreenedPoint> screened) {
  TRY(const Objective objective, Objective::Parse(manifest.objective, manifest.min_trades));
  SweepResult result{std::move(manifest), std::move(trials), {}, std::move(screened), {}};
  for (const TrialRecord& record : result.trials) {
    result.scores.push_back(objective.Of(record.outcome));
  }
  result.summary = Summarise(result);
  return result;
}

std::vector<ScoredPoint> PointsOf(const SweepResult& result) {
  if (result.screened.empty()) return ScoredTrials(result);
  std::vector<ScoredPoint> points;
  for (const ScreenedPoint& point : result.screened) {
    points.push_back({point.trial, point.params, point.score});
  }
  return points;
}

std::string TrialsCsv(const SweepResult& result) {
  std::string text = "trial,hash";
  const std::vector<std::string> figures = FigureNames();
  for (const SpaceAxis& axis : result.manifest.space) text += "," + CsvField(axis.name);
  text += ",score";
  for (const std::string& figure : figures) text += "," + figure;
  text += ",journal_hash\n";
  auto out = std::back_inserter(text);
  for (size_t i = 0; i < result.trials.size(); ++i) {
    const TrialRecord& record = result.trials[i];
    fmt::format_to(out, "{},{}", record.trial, record.hash);
    for (const auto& param : record.params) text += "," + Number(param.second);
    text += "," + Number(result.scores[i]);
    for (const std::string& figure : figures)
      text += "," + Number(FigureOf(record.outcome, figure));
    fmt::format_to(out, ",{}\n", record.outcome.journal_hash);
  }
  return text;
}

std::string ReturnsNpy(const SweepResult& result) {
  const auto days = static_cast<size_t>(result.summary.days);
  std::vector<double> matrix(result.trials.size() * days, 0.0);
  for (size_t i = 0; i < result.trials.size(); ++i) {
    const Outcome& outcome = result.trials[i].outcome;
    const auto first = static_cast<size_t>(outcome.first_day - result.summary.first_day);
    std::ranges::copy(outcome.daily, matrix.begin() + static_cast<ptrdiff_t>(i * days + first));
  }
  std::string bytes = NpyHeader("'<f8'", fmt::format("({}, {})", result.trials.size(), days));
  bytes.append(reinterpret_cast<const char*>(matrix.data()), matrix.size() * sizeof(double));
  return bytes;
}

base::Status WriteSweep(const SweepResult& result, const std::string& folder) {
  const auto write = [&](const char* name, const std::string& bytes) {
    return base::os::WriteFileAtomic(fmt::format("{}/{}", folder, name), bytes);
  };
  TRY(base::os::MakeDirectories(folder));
  TRY(write("results.csv", TrialsCsv(result)));
  TRY(write("returns.npy", ReturnsNpy(result)));
  if (!result.screened.empty())
    TRY(write("screened.csv", ScreenedCsv(result.manifest, result.screened)));
  TRY(write("sweep.html", SweepHtml(result)));
  // Last: a folder with a sweep.json is complete.
  return write("sweep.json", SweepJson(result) + "\n");
}

}  // namespace keel::research
