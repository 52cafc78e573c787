// SPDX-License-Identifier: MIT
#include "market/feature_table.h"

#include <fmt/format.h>

namespace keel::market {
namespace {

using base::ErrorCode;
using base::Fail;

std::vector<storage::FeatureColumn> ColumnsOf(const FeatureSet& set, core::Timeframe timeframe) {
  std::vector<storage::FeatureColumn> columns;
  for (const FeatureSpec& spec : set.specs()) {
    columns.push_back({spec.name, spec.version, DefinitionHash(spec, timeframe)});
  }
  return columns;
}

void AppendAsOf(const FeatureTable& table, base::UnixNanos time,
                std::optional<base::Duration> max_age, std::vector<std::optional<double>>& values) {
  const auto row = AsOf(table, time);
  const bool too_old = row && max_age && time - table.ts_knowable(*row) > *max_age;
  for (size_t i = 0; i < table.columns().size(); ++i) {
    values.emplace_back();
    if (row && !too_old) values.back() = table.at(*row, i);
  }
}

}  // namespace

FeatureTable ComputeFeatures(const FeatureSet& set, std::span<const core::Bar> bars,
                             core::Timeframe timeframe) {
  FeatureStore store(timeframe);
  for (const FeatureSpec& spec : set.specs()) store.Add(spec);
  FeatureTable table(ColumnsOf(set, timeframe));
  for (const core::Bar& bar : bars) {
    store.Update(bar);
    const FeatureRow row = store.row();
    table.Append(row.ts_event, row.ts_knowable, row.values);
  }
  return table;
}

base::Result<FeatureTable> OpenFeatures(const storage::Catalog& catalog,
                                        const storage::SeriesKey& key, const FeatureSet& set) {
  TRY(const FeatureTable stored, catalog.OpenFeatures(key));
  const std::vector<storage::FeatureColumn> wanted = ColumnsOf(set, key.timeframe);
  std::vector<size_t> from;
  for (const storage::FeatureColumn& column : wanted) {
    const auto at = stored.Column(column.name);
    if (!at) {
      return Fail(ErrorCode::kNotFound,
                  fmt::format("{} has no feature {}; compute it with `keel features`",
                              catalog.PathOfFeatures(key), column.name));
    }
    if (stored.columns()[*at] != column) {
      return Fail(
          ErrorCode::kRefused,
          fmt::format("{} cannot be used: it is stale, because {} is defined otherwise by "
                      "now (version {} then, {} now); compute it again with `keel features`",
                      catalog.PathOfFeatures(key), column.name, stored.columns()[*at].version,
                      column.version));
    }
    from.push_back(*at);
  }
  FeatureTable table(wanted);
  std::vector<std::optional<double>> values(from.size());
  for (size_t row = 0; row < stored.rows(); ++row) {
    for (size_t i = 0; i < from.size(); ++i) values[i] = stored.at(row, from[i]);
    table.Append(stored.ts_event(row), stored.ts_knowable(row), values);
  }
  return table;
}

std::optional<size_t> AsOf(const FeatureTable& table, base::UnixNanos time) {
  size_t known = 0;
  size_t unknown = table.rows();
  while (known < unknown) {
    const size_t middle = known + (unknown - known) / 2;
    if (table.ts_knowable(middle) <= time) {
      known = middle + 1;
    } else {
      unknown = middle;
    }
  }
  return known == 0 ? std::nullopt : std::optional(known - 1);
}

JoinedFeatures JoinAsOf(std::span<const JoinSource> sources, std::span<const base::UnixNanos> times,
                        std::optional<base::Duration> max_age) {
  JoinedFeatures joined;
  joined.times.assign(times.begin(), times.end());
  for (const JoinSource& source : sources) {
    for (const storage::FeatureColumn& column : source.table->columns()) {
      joined.columns.push_back(source.name + " " + column.name);
    }
  }
  joined.values.reserve(times.size() * joined.columns.size());
  for (const base::UnixNanos time : times) {
    for (const JoinSource& source : sources)
      AppendAsOf(*source.table, time, max_age, joined.values);
  }
  return joined;
}

}  // namespace keel::market
