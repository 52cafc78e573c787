// SPDX-License-Identifier: MIT
#include "research/lookahead/stored_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "market/feature_store.h"
#include "research/lookahead/alarm_book.h"
#include "research/lookahead/foreknowledge.h"

namespace keel::research {
namespace {

using storage::FeatureColumn;
using storage::FeatureTable;

constexpr double kSameNumber = 1e-9;  // relative: vector results differ by less between machines

bool AreTheSame(const std::optional<double>& a, const std::optional<double>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return std::abs(*a - *b) <= kSameNumber * std::max({std::abs(*a), std::abs(*b), 1e-12});
}

/// The table's cells of one column, one a bar.
std::vector<std::optional<double>> CellsOf(const StoredColumns& stored, size_t column) {
  std::vector<std::optional<double>> cells;
  size_t row = 0;
  for (const core::Bar& bar : stored.bars) {
    while (row < stored.table.rows() && stored.table.ts_event(row) < bar.open_time) ++row;
    const bool there = row < stored.table.rows() && stored.table.ts_event(row) == bar.open_time;
    cells.push_back(there ? stored.table.at(row, column) : std::nullopt);
  }
  return cells;
}

const market::FeatureSpec* SpecOf(const FeatureColumn& column,
                                  std::span<const market::FeatureSpec> features) {
  const auto at = std::find_if(features.begin(), features.end(),
                               [&](const auto& spec) { return spec.name == column.name; });
  return at == features.end() ? nullptr : &*at;
}

/// Compares what stands in the table with the same feature folded over the bars.
std::optional<LookaheadAlarm> CompareColumn(const StoredColumns& stored, size_t column,
                                            const market::FeatureSpec& spec) {
  const auto cells = CellsOf(stored, column);
  const auto feature = spec.make(stored.timeframe);
  for (size_t i = 0; i < cells.size(); ++i) {
    std::optional<double> again = feature->Update(stored.bars[i]);
    if (again && !std::isfinite(*again)) again = std::nullopt;
    if (AreTheSame(cells[i], again)) continue;
    LookaheadAlarm alarm;
    alarm.check = "stored columns";
    alarm.subject = "stored column " + spec.name;
    alarm.pair = stored.pair;
    alarm.bar = stored.bars[i].open_time;
    alarm.time = stored.timeframe.CloseOf(*alarm.bar);
    alarm.with_future = ValueText(cells[i]);
    alarm.without_future = ValueText(again);
    alarm.seen = alarm.tried = 1;
    alarm.sentence = fmt::format(
        "{} of {} says {} at {}, and the bars until then give {}: it was not computed from the "
        "past.",
        alarm.subject, stored.pair, alarm.with_future, base::FormatMinute(*alarm.time),
        alarm.without_future);
    return alarm;
  }
  return std::nullopt;
}

void CheckTimes(const StoredColumns& stored, LookaheadVerdict* verdict) {
  const FeatureTable& table = stored.table;
  int64_t early = 0;
  std::optional<size_t> first;
  for (size_t row = 0; row < table.rows(); ++row) {
    if (table.ts_knowable(row) >= stored.timeframe.CloseOf(table.ts_event(row))) continue;
    if (early++ == 0) first = row;
  }
  verdict->checks.push_back(
      {"publication", static_cast<int64_t>(table.rows()), 0,
       fmt::format("{} rows of the features of {} were held against the close of their bar.",
                   table.rows(), stored.pair)});
  if (!first) return;
  LookaheadAlarm alarm;
  alarm.check = "publication";
  alarm.subject = "stored features";
  alarm.pair = stored.pair;
  alarm.bar = table.ts_event(*first);
  alarm.time = table.ts_knowable(*first);
  alarm.with_future = "knowable at " + base::FormatIso(*alarm.time);
  alarm.without_future = "closed at " + base::FormatIso(stored.timeframe.CloseOf(*alarm.bar));
  alarm.seen = early;
  alarm.tried = static_cast<int64_t>(table.rows());
  alarm.sentence = fmt::format(
      "The stored features of {} say that they were knowable at {}, before their bar of {} had "
      "closed ({} of {} rows).",
      stored.pair, base::FormatMinute(*alarm.time), base::FormatMinute(*alarm.bar), early,
      table.rows());
  verdict->alarms.push_back(std::move(alarm));
}

}  // namespace

LookaheadVerdict CheckForeknowledge(std::span<const core::Bar> bars, const std::string& pair,
                                    const std::string& subject,
                                    std::span<const std::optional<double>> values) {
  LookaheadVerdict verdict;
  const auto innovations = Innovations::Of(bars);
  const auto measured =
      innovations ? MeasureForeknowledge(*innovations, values) : std::optional<Foreknowledge>();
  if (!measured) {
    verdict.notes.push_back(fmt::format(
        "Whether {} of {} knows the next returns cannot be told: too few values, or returns that "
        "the past tells.",
        subject, pair));
    return verdict;
  }
  verdict.checks.push_back(
      {"foreknowledge", 1, 0,
       fmt::format("{} of {} goes with the next {} by a correlation of {:.3f}.", subject, pair,
                   measured->horizon == 1 ? "bar" : fmt::format("{} bars", measured->horizon),
                   measured->correlation)});
  if (!IsImplausible(*measured)) return verdict;
  LookaheadAlarm alarm;
  alarm.check = "foreknowledge";
  alarm.subject = subject;
  alarm.pair = pair;
  alarm.reach_bars = 1;
  alarm.with_future = fmt::format("correlation {:.3f}", measured->correlation);
  alarm.without_future = "at most 0.2";
  alarm.seen = alarm.tried = 1;
  alarm.sentence = fmt::format(
      "{} {} of {} goes with the part of the next {} that the past does not tell by a correlation "
      "of {:.2f} ({:.0f} deviations): it knows what comes.",
      measured->of_change ? "The change of" : "The level of", subject, pair,
      measured->horizon == 1 ? "return" : fmt::format("{} returns", measured->horizon),
      measured->correlation, measured->deviations);
  verdict.alarms.push_back(std::move(alarm));
  return verdict;
}

LookaheadVerdict CheckStored(const StoredColumns& stored,
                             std::span<const market::FeatureSpec> features) {
  LookaheadVerdict verdict;
  CheckTimes(stored, &verdict);
  int64_t compared = 0;
  for (size_t i = 0; i < stored.table.columns().size(); ++i) {
    const FeatureColumn& column = stored.table.columns()[i];
    const market::FeatureSpec* spec = SpecOf(column, features);
    if (spec != nullptr &&
        market::DefinitionHash(*spec, stored.timeframe) == column.definition_hash) {
      ++compared;
      if (auto alarm = CompareColumn(stored, i, *spec)) verdict.alarms.push_back(std::move(*alarm));
      continue;
    }
    verdict.notes.push_back(fmt::format(
        "Stored column {} of {} cannot be computed again: {}. Only its times and how it goes with "
        "what follows were looked at.",
        column.name, stored.pair,
        spec == nullptr ? "this program does not know it" : "it has another definition here"));
    Merge(CheckForeknowledge(stored.bars, stored.pair, "stored column " + column.name,
                             CellsOf(stored, i)),
          &verdict);
  }
  verdict.checks.push_back({"stored columns", compared, 0,
                            fmt::format("{} stored columns of {} were computed again from the past "
                                        "alone.",
                                        compared, stored.pair)});
  return verdict;
}

LookaheadVerdict CheckPublication(const DatedTable& table) {
  LookaheadVerdict verdict;
  const FeatureTable& rows = table.table;
  verdict.checks.push_back(
      {"publication", static_cast<int64_t>(rows.rows()), 0,
       fmt::format("{} rows of {} were held against the time at which they happened.", rows.rows(),
                   table.name)});
  for (size_t row = 0; row < rows.rows(); ++row) {
    if (rows.ts_knowable(row) >= rows.ts_event(row)) continue;
    LookaheadAlarm alarm;
    alarm.check = "publication";
    alarm.subject = "table " + table.name;
    alarm.time = rows.ts_knowable(row);
    alarm.with_future = "knowable at " + base::FormatIso(rows.ts_knowable(row));
    alarm.without_future = "happened at " + base::FormatIso(rows.ts_event(row));
    alarm.seen = 1;
    alarm.tried = static_cast<int64_t>(rows.rows());
    alarm.sentence = fmt::format("A row of {} is told at {}, before it happened at {}.", table.name,
                                 base::FormatMinute(rows.ts_knowable(row)),
                                 base::FormatMinute(rows.ts_event(row)));
    verdict.alarms.push_back(std::move(alarm));
    break;
  }
  return verdict;
}

}  // namespace keel::research
