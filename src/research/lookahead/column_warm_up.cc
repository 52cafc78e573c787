// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/os/threads.h"
#include "research/lookahead/alarm_book.h"
#include "research/lookahead/column_check.h"
#include "research/report/format.h"

namespace keel::research {
namespace {

constexpr size_t kAnchors = 16;
constexpr double kUnsettled = 0.25;  // left with half of all bars
constexpr double kNoProgress = 0.4;  // of what was left with a sixteenth of those

/// Where values are compared: near enough to the end that all have nearly the same history.
std::vector<size_t> AnchorsOf(size_t bars) {
  const size_t step = std::max<size_t>(1, bars / 1600);
  std::vector<size_t> anchors;
  for (size_t k = kAnchors; k-- > 0;) anchors.push_back(bars - 1 - k * step);
  return anchors;
}

/// Histories before the first anchor that are tried: halves of what there is, and multiples of what
/// the columns say they need.
std::vector<int64_t> LengthsOf(const std::vector<NamedColumn>& columns, int64_t before) {
  std::set<int64_t> lengths;
  for (int64_t length = before / 2; length >= 2 && lengths.size() < 8; length /= 2) {
    lengths.insert(length);
  }
  std::set<int64_t> lookbacks;
  for (const NamedColumn& column : columns) {
    if (column.lookback) lookbacks.insert(*column.lookback);
  }
  // Of many features the needs are much alike: those of the shortest and the longest are enough.
  if (!lookbacks.empty()) {
    for (const int64_t lookback : {*lookbacks.begin(), *lookbacks.rbegin()}) {
      for (int64_t times = 1; times <= 16; times *= 2) {
        if (lookback * times <= before / 2) lengths.insert(std::max<int64_t>(lookback * times, 2));
      }
    }
  }
  return {lengths.begin(), lengths.end()};
}

double DeviationOf(const ColumnValues& values) {
  double count = 0, mean = 0, squares = 0;  // Welford
  for (const std::optional<double>& value : values) {
    if (!value) continue;
    const double off = *value - mean;
    mean += off / ++count;
    squares += off * (*value - mean);
  }
  return count > 1 ? std::sqrt(squares / (count - 1)) : 0;
}

/// Mean |partial - full| at the anchors, relative to the size of the column: its mean absolute
/// value there or its deviation over all bars, whichever is larger. Nothing where a value is there
/// in one of them only.
std::optional<double> DistanceAt(const NamedColumn& full, const NamedColumn& partial,
                                 size_t skipped, const std::vector<size_t>& anchors) {
  double size = 0, distance = 0;
  int64_t count = 0;
  for (const size_t at : anchors) {
    const auto& a = full.values[at];
    const auto& b = partial.values[at - skipped];
    if (a.has_value() != b.has_value()) return std::nullopt;
    if (!a) continue;
    size += std::abs(*a);
    distance += std::abs(*a - *b);
    ++count;
  }
  if (count == 0) return std::nullopt;
  if (distance == 0) return 0.0;
  size = std::max(size / static_cast<double>(count), DeviationOf(full.values));
  return size > 0 ? distance / static_cast<double>(count) / size : 1.0;
}

WarmUp WarmUpOf(const NamedColumn& column, const std::string& pair,
                const std::vector<WarmUpDistance>& distances) {
  WarmUp row;
  row.subject = column.name;
  row.pair = pair;
  row.lookback = column.lookback;
  row.bars_1e3 = SettledAfter(distances, 1e-3);
  row.bars_1e6 = SettledAfter(distances, 1e-6);
  row.longest = distances.back().bars;
  row.left = distances.back().distance;
  return row;
}

/// What history of a sixteenth of the longest left, or the shortest that was tried.
const WarmUpDistance& FarBefore(const std::vector<WarmUpDistance>& distances) {
  const auto later = std::find_if(distances.begin(), distances.end(), [&](const WarmUpDistance& d) {
    return d.bars > distances.back().bars / 16;
  });
  return later == distances.begin() ? distances.front() : *std::prev(later);
}

/// Estimates from all of the past come nearer as the history grows; what only counts from the
/// beginning does not.
std::optional<LookaheadAlarm> Unsettled(const WarmUp& row,
                                        const std::vector<WarmUpDistance>& distances) {
  const WarmUpDistance& before = FarBefore(distances);
  if (row.longest < 4 * std::max(before.bars, row.lookback.value_or(1))) return std::nullopt;
  if (row.left <= kUnsettled || row.left <= kNoProgress * before.distance) return std::nullopt;
  LookaheadAlarm alarm;
  alarm.check = "warm-up";
  alarm.subject = row.subject;
  alarm.pair = row.pair;
  alarm.with_future =
      fmt::format("{} off with {} of history", Percent(row.left, 1), BarsText(row.longest));
  alarm.without_future =
      fmt::format("{} off with {}", Percent(before.distance, 1), BarsText(before.bars));
  alarm.seen = 1;
  alarm.tried = static_cast<int64_t>(distances.size());
  alarm.sentence = fmt::format(
      "{} of {} depends on where the series begins and does not settle: with {} of history before "
      "it is still {} off what it is with all, so a session would see other values.",
      row.subject, row.pair, BarsText(row.longest), Percent(row.left, 1));
  return alarm;
}

/// One pair whose columns are computed from later and later starts.
struct WarmUpTrial {
  const KnownWorld& pair;  ///< of one series
  const ColumnPlan& plan;
  std::vector<core::Bar> bars;
  std::vector<NamedColumn> full;
};

base::Status TryLengths(const WarmUpTrial& trial, LookaheadVerdict* verdict) {
  const std::vector<size_t> anchors = AnchorsOf(trial.bars.size());
  const std::vector<int64_t> lengths =
      LengthsOf(trial.full, static_cast<int64_t>(anchors.front()) + 1);
  std::vector<base::Result<std::vector<NamedColumn>>> later(lengths.size());
  const auto skipped_of = [&](size_t k) {
    return anchors.front() + 1 - static_cast<size_t>(lengths[k]);
  };
  base::os::ParallelFor(static_cast<int64_t>(lengths.size()), trial.plan.jobs, [&](int64_t k) {
    const size_t skipped = skipped_of(static_cast<size_t>(k));
    later[static_cast<size_t>(k)] =
        ComputeColumns(BeginAt(trial.pair, trial.bars[skipped].open_time), trial.plan);
  });
  const std::string pair = trial.pair.series[0].symbol.ToString();
  for (size_t c = 0; c < trial.full.size(); ++c) {
    if (trial.full[c].declared_reach > 0) continue;  // a label is no matter of the past
    std::vector<WarmUpDistance> distances;
    for (size_t k = 0; k < lengths.size(); ++k) {
      if (!later[k]) return tl::unexpected<base::Error>(later[k].error());
      if (const auto d = DistanceAt(trial.full[c], (*later[k])[c], skipped_of(k), anchors)) {
        distances.push_back({lengths[k], *d});
      }
    }
    if (distances.empty()) {
      verdict->notes.push_back(fmt::format("The warm-up of {} of {} cannot be told from {}.",
                                           trial.full[c].name, pair,
                                           BarsText(static_cast<int64_t>(trial.bars.size()))));
      continue;
    }
    const WarmUp row = WarmUpOf(trial.full[c], pair, distances);
    if (auto alarm = Unsettled(row, distances)) verdict->alarms.push_back(std::move(*alarm));
    verdict->warm_ups.push_back(row);
  }
  return {};
}

}  // namespace

std::optional<int64_t> SettledAfter(const std::vector<WarmUpDistance>& distances,
                                    double tolerance) {
  std::optional<int64_t> least;
  for (auto at = distances.rbegin(); at != distances.rend(); ++at) {
    if (at->distance > tolerance) break;
    least = at->bars;
  }
  return least;
}

base::Result<LookaheadVerdict> CheckColumnWarmUp(const KnownWorld& world, const ColumnPlan& plan) {
  LookaheadVerdict verdict;
  for (size_t i = 0; i < world.series.size(); ++i) {
    KnownWorld pair = WholeOf(world);
    std::swap(pair.series.front(), pair.series[i]);
    pair.series.resize(1);
    WarmUpTrial trial{pair, plan, BarsOf(pair.series[0], plan.timeframe), {}};
    if (trial.bars.size() < 2 * kAnchors) continue;
    TRY(trial.full, ComputeColumns(pair, plan));
    TRY(TryLengths(trial, &verdict));
  }
  verdict.checks.push_back({"warm-up", static_cast<int64_t>(verdict.warm_ups.size()), 0,
                            fmt::format("{} columns were computed from later and later beginnings.",
                                        verdict.warm_ups.size())});
  return verdict;
}

}  // namespace keel::research
