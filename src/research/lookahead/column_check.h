// SPDX-License-Identifier: MIT
// Features and other columns under the look-ahead check: computed from all bars, and from bars that
// end, go on otherwise or begin later. A value at a bar is a matter of that bar and older ones.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "core/timeframe.h"
#include "research/lookahead/known_world.h"
#include "research/lookahead/verdict.h"

namespace keel::research {

/// One value a bar.
using ColumnValues = std::vector<std::optional<double>>;

/// A column of one pair.
struct NamedColumn {
  std::string name;  ///< "feature rsi_14", "column y"
  size_t series = 0;
  int64_t declared_reach = 0;
  std::optional<int64_t> lookback;  ///< as declared
  ColumnValues values;
};

/// What is computed, and on bars of which length.
struct ColumnPlan {
  PlugIns plug_ins;
  std::vector<std::string> features;  ///< by name; all batch columns are computed beside them
  core::Timeframe timeframe;
  int jobs = 0;
  const std::atomic<bool>* interrupted = nullptr;  ///< checked between two worlds
};

/// Every column of every pair of the world. kUsage with the nearest name for an unknown feature;
/// kUsage where a batch column has not one value a bar.
base::Result<std::vector<NamedColumn>> ComputeColumns(const KnownWorld& world,
                                                      const ColumnPlan& plan);

/// The checks "truncation" and "other future" of all columns at these cuts. The first difference of
/// each column and cut is found; a label may reach as far as it declares. Errors as ComputeColumns,
/// kInterrupted.
base::Result<LookaheadVerdict> CheckColumns(const KnownWorld& world, const ColumnPlan& plan,
                                            const std::vector<base::UnixNanos>& cuts,
                                            uint64_t seed);

/// The check "warm-up": values at 16 of the last bars from histories that begin ever later.
/// How many bars of history each column needs; an alarm for one that does not settle, because it
/// depends on where the series begins. Errors as CheckColumns.
base::Result<LookaheadVerdict> CheckColumnWarmUp(const KnownWorld& world, const ColumnPlan& plan);

/// What is left of |partial - full| relative to the size of the values, by bars of history, longest
/// history last. A row for each; sorted.
struct WarmUpDistance {
  int64_t bars = 0;
  double distance = 0;
};
/// The least number of bars from which on all distances are at most `tolerance`.
std::optional<int64_t> SettledAfter(const std::vector<WarmUpDistance>& distances, double tolerance);

}  // namespace keel::research
