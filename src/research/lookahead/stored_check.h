// SPDX-License-Identifier: MIT
// Tables from outside under the look-ahead check: when their rows could be known, and whether their
// columns are what the past gives. Imported tables are where full-sample scalers and centred
// windows come in.
#pragma once

#include <span>
#include <string>

#include "research/lookahead/known_world.h"
#include "research/lookahead/verdict.h"
#include "storage/feature_table.h"

namespace keel::research {

/// The table beside a pair's bars.
struct StoredColumns {
  std::string pair;
  const storage::FeatureTable& table;
  std::span<const core::Bar> bars;  ///< that it belongs to
  core::Timeframe timeframe;
};

/// The checks "publication" (no row of bars is knowable before its bar closes), "stored columns"
/// (what this program computes, too, is computed again from the past alone and must be the same to
/// 1e-9) and, for columns that it cannot compute, "foreknowledge".
LookaheadVerdict CheckStored(const StoredColumns& stored,
                             std::span<const market::FeatureSpec> features);

/// "publication" for a table of events: none is known before it happened.
LookaheadVerdict CheckPublication(const DatedTable& table);

/// "foreknowledge" of columns or decisions, one value a bar.
LookaheadVerdict CheckForeknowledge(std::span<const core::Bar> bars, const std::string& pair,
                                    const std::string& subject,
                                    std::span<const std::optional<double>> values);

}  // namespace keel::research
