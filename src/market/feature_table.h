// SPDX-License-Identifier: MIT
// Features over a whole series, for research and training: the streaming objects folded over stored
// bars, so that a model learns from exactly the numbers that it will see live, and joins that never
// look ahead.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/bar.h"
#include "market/feature_store.h"
#include "storage/catalog.h"

namespace keel::market {

using storage::FeatureTable;

/// One row a bar, one column a feature of the set. Requires open times that rise.
FeatureTable ComputeFeatures(const FeatureSet& set, std::span<const core::Bar> bars,
                             core::Timeframe timeframe);

/// The columns of `set` from the catalog, in its order. As Catalog::OpenFeatures; kNotFound where
/// the table lacks a feature of the set, kRefused where one was computed by another definition.
base::Result<FeatureTable> OpenFeatures(const storage::Catalog& catalog,
                                        const storage::SeriesKey& key, const FeatureSet& set);

/// The newest row that was knowable at `time`; absent before the first.
std::optional<size_t> AsOf(const FeatureTable& table, base::UnixNanos time);

/// Features of one series among those that are joined.
struct JoinSource {
  std::string name;  ///< before the names of its columns, as "BTC/USDT"
  const FeatureTable* table = nullptr;
};

/// One row a time: what was known then.
struct JoinedFeatures {
  std::vector<base::UnixNanos> times;
  std::vector<std::string> columns;           ///< "BTC/USDT return_1d", source by source
  std::vector<std::optional<double>> values;  ///< times x columns
  std::optional<double> at(size_t time, size_t column) const {
    return values[time * columns.size() + column];
  }
};

/// Joins every source as of every time. A row whose bar closed more than `max_age` before counts as
/// absent: what a delisted coin did last is no news. Times may come in any order.
JoinedFeatures JoinAsOf(std::span<const JoinSource> sources, std::span<const base::UnixNanos> times,
                        std::optional<base::Duration> max_age = std::nullopt);

}  // namespace keel::market
