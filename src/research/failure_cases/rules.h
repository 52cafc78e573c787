// SPDX-License-Identifier: MIT
// The rules by which episodes are found. They may look ahead, at quantiles of the whole range for
// one: a report tells what was, nobody trades on it.
#pragma once

#include <boost/describe.hpp>
#include <span>
#include <string>
#include <vector>

#include "base/describe_json.h"
#include "base/time.h"
#include "research/failure_cases/market_path.h"

namespace keel::research {

/// A stretch of time, [from, to).
struct Episode {
  base::UnixNanos from, to;
  std::string finding;  ///< what it is, with its figures: "falls 38.2 % within 23 h"
};

/// Found by one rule. Episodes ascend and do not overlap.
struct EpisodeKind {
  std::string key;    ///< "low_volatility", "whipsaw", "flash_crash", "weekend", ...
  std::string title;  ///< "Low volatility"
  std::string rule;   ///< with its thresholds
  std::string gap;    ///< why it could not be looked for; empty where it was
  std::vector<Episode> episodes;
};

/// Realised volatility of the last 30 days within its lowest tenth for 14 days or more.
EpisodeKind FindLowVolatility(const MarketPath& market);
/// Thirty days of much motion that lead nowhere: Kaufman's efficiency ratio (net move by the sum of
/// the moves) next to nothing, and many crossings of a moving average.
EpisodeKind FindWhipsaws(const MarketPath& market);
/// A fall of 15 % or more from a high of the last 24 hours, until half of it is regained.
EpisodeKind FindFlashCrashes(const MarketPath& market);
/// Saturdays and Sundays (UTC) on which less is traded than on the weekdays before.
EpisodeKind FindThinWeekends(const MarketPath& market);
/// Days on which all pairs move as one: only for two pairs or more.
EpisodeKind FindCorrelationConvergence(const MarketPath& market);
/// The calendar's episodes that everybody remembers, as far as the prices reach.
EpisodeKind KnownEpisodes(const MarketPath& market);

}  // namespace keel::research
