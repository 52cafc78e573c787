// SPDX-License-Identifier: MIT
#include "research/lookahead/column_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/os/threads.h"
#include "market/feature_store.h"
#include "research/lookahead/alarm_book.h"

namespace keel::research {
namespace {

using base::UnixNanos;

/// The declared features, folded over the bars as in a run.
base::Status AddFeatures(const PlugInSet& set, const ColumnPlan& plan,
                         std::span<const core::Bar> bars, size_t series,
                         std::vector<NamedColumn>* columns) {
  if (plan.features.empty()) return {};
  TRY(const auto chosen, market::FeatureSet::Choose(set.features, plan.features));
  market::FeatureStore store(plan.timeframe);
  const size_t first = columns->size();
  for (const market::FeatureSpec& spec : chosen.specs()) {
    store.Add(spec);
    columns->push_back(
        {"feature " + spec.name, series, 0, spec.lookback(plan.timeframe), ColumnValues()});
    columns->back().values.reserve(bars.size());
  }
  for (const core::Bar& bar : bars) {
    store.Update(bar);
    const auto row = store.row().values;
    for (size_t i = 0; i < row.size(); ++i) (*columns)[first + i].values.push_back(row[i]);
  }
  return {};
}

/// A column's values up to a cut, on bars of the plan's timeframe.
struct KnownBars {
  std::vector<core::Bar> bars;
  core::Timeframe timeframe;
  size_t ClosedBy(UnixNanos cut) const {
    const auto later = std::partition_point(bars.begin(), bars.end(), [&](const core::Bar& bar) {
      return timeframe.CloseOf(bar.open_time) <= cut;
    });
    return static_cast<size_t>(later - bars.begin());
  }
};

std::optional<FutureDifference> ColumnDifference(const NamedColumn& whole, const NamedColumn& part,
                                                 const KnownBars& known, UnixNanos cut) {
  const auto closed = static_cast<int64_t>(known.ClosedBy(cut));
  // A label is complete so many bars later; until then it may differ.
  const int64_t settled = closed - whole.declared_reach;
  for (int64_t i = 0; i < settled; ++i) {
    const auto at = static_cast<size_t>(i);
    const std::optional<double> b = at < part.values.size() ? part.values[at] : std::nullopt;
    if (whole.values[at] == b) continue;
    FutureDifference d;
    d.subject = whole.name;
    d.bar = known.bars[at].open_time;
    d.time = known.timeframe.CloseOf(d.bar);
    d.reach_bars = closed - i;
    d.with_future = ValueText(whole.values[at]);
    d.without_future = ValueText(b);
    return d;
  }
  return std::nullopt;
}

/// The columns on one world against those on the whole.
struct WorldTrial {
  base::Status status;
  std::vector<FutureDifference> found;
};

struct WholeColumns {
  std::vector<NamedColumn> columns;
  std::vector<KnownBars> bars;     // by series
  std::vector<std::string> pairs;  // by series
};

WorldTrial TryWorld(const WholeColumns& whole, const KnownWorld& part, const ColumnPlan& plan,
                    UnixNanos cut) {
  WorldTrial trial;
  auto columns = ComputeColumns(part, plan);
  if (!columns) {
    trial.status = tl::unexpected<base::Error>(std::move(columns).error());
    return trial;
  }
  for (const NamedColumn& again : *columns) {
    const std::string pair = part.series[again.series].symbol.ToString();
    for (const NamedColumn& column : whole.columns) {
      if (column.name != again.name || whole.pairs[column.series] != pair) continue;
      auto d = ColumnDifference(column, again, whole.bars[column.series], cut);
      if (!d) continue;
      d->pair = pair;
      trial.found.push_back(std::move(*d));
    }
  }
  return trial;
}

/// All cuts of one kind, on all cores; what came of them does not depend on their number.
base::Status TryAllCuts(const WholeColumns& whole, const ColumnPlan& plan,
                        const std::vector<UnixNanos>& cuts,
                        const std::function<KnownWorld(UnixNanos)>& world_at, AlarmBook* book) {
  std::vector<WorldTrial> trials(cuts.size());
  base::os::ParallelFor(static_cast<int64_t>(cuts.size()), plan.jobs, [&](int64_t i) {
    if (plan.interrupted != nullptr && plan.interrupted->load()) return;
    const UnixNanos cut = cuts[static_cast<size_t>(i)];
    trials[static_cast<size_t>(i)] = TryWorld(whole, world_at(cut), plan, cut);
  });
  if (plan.interrupted != nullptr && plan.interrupted->load()) {
    return base::Fail(base::ErrorCode::kInterrupted, "the look-ahead check was stopped");
  }
  for (size_t i = 0; i < cuts.size(); ++i) {
    TRY(trials[i].status);
    for (const FutureDifference& found : trials[i].found) book->Add(found, cuts[i]);
  }
  return {};
}

}  // namespace

base::Result<std::vector<NamedColumn>> ComputeColumns(const KnownWorld& world,
                                                      const ColumnPlan& plan) {
  const PlugInSet set = plan.plug_ins(world);
  std::vector<NamedColumn> columns;
  for (size_t i = 0; i < world.series.size(); ++i) {
    const std::vector<core::Bar> bars = BarsOf(world.series[i], plan.timeframe);
    TRY(AddFeatures(set, plan, bars, i, &columns));
    for (const BatchColumn& batch : set.columns) {
      ColumnValues values = batch.compute(bars, plan.timeframe);
      if (values.size() != bars.size()) {
        return base::Fail(
            base::ErrorCode::kUsage,
            fmt::format("column {} of {} has {} values for {} bars: it must have one "
                        "for each, absent or not",
                        batch.name, world.series[i].symbol.ToString(), values.size(), bars.size()));
      }
      columns.push_back(
          {"column " + batch.name, i, batch.declared_reach, std::nullopt, std::move(values)});
    }
  }
  return columns;
}

base::Result<LookaheadVerdict> CheckColumns(const KnownWorld& world, const ColumnPlan& plan,
                                            const std::vector<UnixNanos>& cuts, uint64_t seed) {
  WholeColumns whole;
  TRY(whole.columns, ComputeColumns(WholeOf(world), plan));
  for (const engine::LoadedSeries& series : world.series) {
    whole.bars.push_back({BarsOf(series, plan.timeframe), plan.timeframe});
    whole.pairs.push_back(series.symbol.ToString());
  }
  const auto tried = static_cast<int64_t>(cuts.size());
  AlarmBook truncated("truncation", tried), altered("other future", tried);
  TRY(TryAllCuts(
      whole, plan, cuts, [&](UnixNanos cut) { return CutAt(world, cut); }, &truncated));
  TRY(TryAllCuts(
      whole, plan, cuts, [&](UnixNanos cut) { return AlterAfter(world, cut, seed); }, &altered));
  LookaheadVerdict verdict;
  verdict.alarms = truncated.Take();
  for (LookaheadAlarm& alarm : altered.Take()) {
    const bool known =
        std::any_of(verdict.alarms.begin(), verdict.alarms.end(), [&](const LookaheadAlarm& other) {
          return other.subject == alarm.subject && other.pair == alarm.pair;
        });
    if (!known) verdict.alarms.push_back(std::move(alarm));
  }
  const auto columns = static_cast<int64_t>(whole.columns.size());
  verdict.checks.push_back(
      {"truncation", columns * tried, 0,
       fmt::format("{} columns were computed again with the bars after {} cuts away.", columns,
                   tried)});
  verdict.checks.push_back(
      {"other future", columns * tried, 0,
       fmt::format("{} columns were computed again with other bars after {} cuts.", columns,
                   tried)});
  return verdict;
}

}  // namespace keel::research
