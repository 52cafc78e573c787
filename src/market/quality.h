// SPDX-License-Identifier: MIT
// What is wrong with a series of candles, or only strange: a backtest is worth no more than its
// prices, so every series can be asked.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/bar.h"
#include "core/timeframe.h"
#include "storage/gaps.h"

namespace keel::market {

struct QualityOptions {
  /// Robust standard deviations of the log volume, within some hundred bars, that make a spike.
  double spike_sigmas = 8;
  /// The same of the log return, for a jump.
  double jump_sigmas = 15;
  /// Bars without a trade at one price, in a row, that make a stuck feed.
  int64_t stuck_flat_bars = 24;
  /// Bars with trades that repeat in every field, in a row: a feed that sends its last answer
  /// again.
  int64_t stuck_repeated_bars = 3;
};

/// One bar that is noteworthy.
struct BarFault {
  base::UnixNanos time;
  std::string what;  ///< one clause, with the values
};
/// A bar far away from its surroundings.
struct Outlier {
  base::UnixNanos time;
  double value = 0;   ///< volume, or return as a fraction
  double sigmas = 0;  ///< robust standard deviations from the median
};
struct StuckRun {
  base::UnixNanos from, to;  ///< first and last open time
  int64_t bars = 0;
  bool flat = false;  ///< without a trade; else every field repeats
};

struct QualityReport {
  int64_t bars = 0;
  base::UnixNanos first, last;  ///< open times
  int64_t missing = 0;
  /// Bars there over bars expected from first to last, a fraction.
  double completeness = 1;
  int64_t without_trades = 0;  ///< bars of volume 0

  // These make a series unfit for use.
  std::vector<BarFault> duplicates;    ///< the open time of the bar before
  std::vector<BarFault> out_of_order;  ///< an open time before that of the bar before
  std::vector<BarFault> bad_prices;    ///< zero, negative or no number
  std::vector<BarFault> bad_ranges;    ///< high below low

  // These a user should know of.
  std::vector<storage::Gap> gaps;
  std::vector<BarFault> outside;  ///< open or close outside [low, high]
  std::vector<StuckRun> stuck;
  std::vector<Outlier> volume_spikes;
  std::vector<Outlier> jumps;

  int64_t errors() const {
    return static_cast<int64_t>(duplicates.size() + out_of_order.size() + bad_prices.size() +
                                bad_ranges.size());
  }
  int64_t findings() const {
    return static_cast<int64_t>(gaps.size() + outside.size() + stuck.size() + volume_spikes.size() +
                                jumps.size());
  }
};

/// Looks at every bar once. Robust deviations are 1.4826 times the median absolute deviation in
/// blocks of 256 bars (Rousseeuw and Croux, 1993). Volumes are not judged where all are 0.
QualityReport CheckQuality(std::span<const core::Bar> bars, core::Timeframe timeframe,
                           const QualityOptions& options = {});

/// One line of a gap map: a month of days, or a year of weeks or months.
struct GapMapLine {
  std::string label;
  std::vector<double> completeness;  ///< by bucket, a fraction; below 0 outside the series
};
struct GapMap {
  const char* bucket = "day";  ///< "day", "week" or "month"
  std::vector<GapMapLine> lines;
};

/// How complete the series is, bucket by bucket; the bucket is chosen so that the map is small.
/// Requires open times that rise.
GapMap MapGaps(std::span<const core::Bar> bars, core::Timeframe timeframe);

/// The share of the expected bars that are there, in at most `parts` equal parts of the time from
/// the first bar to the close of the last, each with a bar at least expected in it. Requires open
/// times that rise.
std::vector<double> CoverageOf(std::span<const core::Bar> bars, core::Timeframe timeframe,
                               int64_t parts);

}  // namespace keel::market
