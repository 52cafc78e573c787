// SPDX-License-Identifier: MIT
// The side file's JSON, and the fingerprint that ties it to its rows.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "storage/catalog.h"

namespace keel::storage::internal {

/// A note with the fingerprint of the rows that it belongs to.
struct SeriesSide {
  SeriesNote note;
  std::string check;
};
struct TradesSide {
  TradesNote note;
  std::string check;
};

std::string PrintSide(const SeriesKey& key, const SeriesSide& side);
std::string PrintSide(const TradesKey& key, const TradesSide& side);
std::string PrintSide(const SeriesKey& key, const FeatureNote& note);

/// kCorrupt, in one clause without the path, where the text is not a side file or is one of a newer
/// format.
base::Result<SeriesSide> ParseSeriesSide(std::string_view text);
base::Result<TradesSide> ParseTradesSide(std::string_view text);
base::Result<FeatureNote> ParseFeatureNote(std::string_view text);

/// Hash of every byte of `rows`.
std::string ContentHash(std::string_view rows);
/// Hash of the length and of 16 rows spread evenly: cheap enough for every Open.
std::string Fingerprint(std::string_view rows, size_t row_size);

}  // namespace keel::storage::internal
