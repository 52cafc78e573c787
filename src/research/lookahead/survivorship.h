// SPDX-License-Identifier: MIT
// Who picks coins today picks those that survived. A universe in which nothing ever ends, drawn
// from a catalog that knows coins which did, has looked ahead by its choice alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/series_loader.h"
#include "research/lookahead/verdict.h"
#include "storage/catalog.h"

namespace keel::research {

/// A pair that the catalog has.
struct ListedPair {
  core::Symbol symbol;
  base::UnixNanos from, to;  ///< first open, last close
  std::optional<base::UnixNanos> delisted_at;
};

/// Every pair of the venue in the catalog, each with all that its timeframes reach; as List.
base::Result<std::vector<ListedPair>> ListedPairs(const storage::Catalog& catalog,
                                                  const std::string& venue);

/// The check "survivorship": an alarm where all of several pairs live to the end of the run though
/// `listed` has one with the same quote currency that was delisted within it. What is known of a
/// lone pair, and of series that end without a word, is told in notes.
LookaheadVerdict CheckSurvivorship(const std::vector<engine::LoadedSeries>& universe,
                                   const std::vector<ListedPair>& listed);

}  // namespace keel::research
