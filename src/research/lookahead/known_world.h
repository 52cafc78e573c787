// SPDX-License-Identifier: MIT
// What somebody may know at a time: bars that have closed and observations that were published. A
// check of look-ahead holds a run on the whole against runs on worlds that end, begin or go on
// otherwise.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/series_loader.h"
#include "market/feature.h"
#include "storage/feature_table.h"
#include "strategy/strategy.h"

namespace keel::research {

/// Observations from outside that have a time of publication (ts_knowable): news, on-chain numbers,
/// columns that somebody else has computed.
struct DatedTable {
  std::string name;
  storage::FeatureTable table;
};

/// The series of a run and the tables beside them. A part of a world points into its whole, which
/// must outlive it.
struct KnownWorld {
  std::vector<engine::LoadedSeries> series;
  std::vector<DatedTable> tables;
};

/// All of it, sharing the bars.
KnownWorld WholeOf(const KnownWorld& world);
/// Bars that closed and rows that were published by `cut`. A series without any is left out; the
/// end of a series is known when it has happened.
KnownWorld CutAt(const KnownWorld& world, base::UnixNanos cut);
/// The same until `cut`; after it every price and volume is another one (noise of the stream
/// "research.lookahead.future" of `seed`), and tables end.
KnownWorld AlterAfter(const KnownWorld& world, base::UnixNanos cut, uint64_t seed);
/// Bars that open at or after `start`; tables stay. A series without any is left out.
KnownWorld BeginAt(const KnownWorld& world, base::UnixNanos start);

/// The bars that a strategy of that timeframe sees of the series. Requires that they nest.
std::vector<core::Bar> BarsOf(const engine::LoadedSeries& series, core::Timeframe timeframe);

/// A column that is computed in one go from all bars of a series, as research scripts do.
struct BatchColumn {
  std::string name;
  /// Bars after its own that a row may use by declaration: 0 for a feature, the horizon for a
  /// label, which is then used that much later.
  int64_t declared_reach = 0;
  /// One value a bar.
  std::function<std::vector<std::optional<double>>(std::span<const core::Bar>, core::Timeframe)>
      compute;
};

/// What is checked: all that a run may use, made for one world alone, so that nothing that was kept
/// from one run reaches another.
struct PlugInSet {
  std::vector<strategy::StrategySpec> strategies;
  std::vector<market::FeatureSpec> features;
  std::vector<BatchColumn> columns;
};
/// Makes them from what is known; plug-ins without look-ahead ignore it.
using PlugIns = std::function<PlugInSet(const KnownWorld& known)>;

}  // namespace keel::research
