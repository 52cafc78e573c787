// SPDX-License-Identifier: MIT
// What the market of a run did, as one path: the pairs of the run in equal parts, hour by hour and
// day by day. Episodes are found in it, and holding through them is measured by it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/bar.h"
#include "core/timeframe.h"
#include "metrics/daily.h"

namespace keel::research {

/// The bars of one pair; borrows them.
struct PricedSeries {
  std::string pair;
  core::Timeframe timeframe;  ///< a zero period: a row for each trade
  bool has_volume = true;
  std::span<const core::Bar> bars;
};

struct MarketPath {
  /// Ends of the hours (of longer bars: their closes) in which any pair was priced.
  std::vector<base::UnixNanos> times;
  /// 1 at the first; moves by the mean of the returns of all pairs that are priced then and were
  /// before.
  std::vector<double> level;
  metrics::DailySeries daily;                 ///< of the level
  std::vector<metrics::DailySeries> by_pair;  ///< in the order of the series
  /// Traded value of each UTC day in quote currency, all pairs; empty without volumes.
  int64_t first_traded_day = 0;  ///< days since 1970-01-01
  std::vector<double> traded;
  base::Duration longest_bar;  ///< of the series

  /// Empty without a bar, or where no pair has two.
  bool empty() const { return daily.size() == 0; }
};

MarketPath MarketPathOf(std::span<const PricedSeries> series);

}  // namespace keel::research
