// SPDX-License-Identifier: MIT
// What is missing in a stored series and what is strange in it, as the API tells it: what
// `check-data` finds, with a strip that shows where.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/describe_json.h"
#include "server/http/problem.h"

namespace keel::cli {

struct SeriesGapView {
  base::UnixNanos from;  ///< open time of the first missing bar
  base::UnixNanos to;    ///< open time of the next one that is there
  int64_t missing = 0;
};
struct SeriesFindingView {
  base::UnixNanos time;
  std::string what;
};
/// All findings of one kind; the first of them one by one.
struct SeriesFindingsView {
  std::string kind;
  bool is_error = false;  ///< the series cannot be trusted
  int64_t count = 0;
  std::vector<SeriesFindingView> first;
};
struct SeriesGapsView {
  std::string venue, pair, timeframe;
  std::optional<base::UnixNanos> from, to;  ///< open times of the first and the last bar
  int64_t bars = 0, missing = 0, without_trades = 0;
  double completeness = 0;
  bool synthetic = false, close_only = false, sound = false;
  std::optional<std::string> damage;  ///< why it cannot be read, or is not what was written
  /// Shares that are there, in equal parts of the time from the first bar to the end of the last;
  /// none where bars are out of order.
  std::vector<double> coverage;
  int64_t gap_count = 0;
  std::vector<SeriesGapView> gaps;  ///< the longest first; at most 200
  std::vector<SeriesFindingsView> findings;
};

BOOST_DESCRIBE_STRUCT(SeriesGapView, (), (from, to, missing))
BOOST_DESCRIBE_STRUCT(SeriesFindingView, (), (time, what))
BOOST_DESCRIBE_STRUCT(SeriesFindingsView, (), (kind, is_error, count, first))
BOOST_DESCRIBE_STRUCT(SeriesGapsView, (),
                      (venue, pair, timeframe, from, to, bars, missing, without_trades,
                       completeness, synthetic, close_only, sound, damage, coverage, gap_count,
                       gaps, findings))

/// Reads every row. 400 for a pair or timeframe that is none, 404 where it is not stored.
server::Answer<SeriesGapsView> GapsOfSeries(const std::string& data_dir, const std::string& venue,
                                            const std::string& pair, const std::string& timeframe);

}  // namespace keel::cli
