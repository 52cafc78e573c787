// SPDX-License-Identifier: MIT
// How the volume of a pair spreads over the UTC day, for an order that follows it: learned from the
// bars that are known, in parts of the day that hold whole bars.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/bar.h"

namespace keel::engine {

/// Into how many parts a day of such bars is cut: parts of half an hour, or of the shortest longer
/// time that holds whole bars and divides the day. kUsage where there is none (single trades, bars
/// of more than 12 hours or of a length that does not divide a day).
base::Result<size_t> DayBuckets(base::Duration period);

struct DayProfile {
  std::vector<double> shares;  ///< of a day's volume, 1 together
  std::string why_flat;        ///< empty where it was learned
};

/// The profile of a pair with closed bars `bars` for an order that is worked in `time`. Where the
/// bars say nothing about the day, or nothing would trade in that time, it is flat and says why.
DayProfile LearnDay(std::span<const core::Bar> bars, base::Duration period, base::TimeRange time);

/// As sessions learned it before revision 3: bars of more than 30 minutes are a flat day.
std::vector<double> LearnDayAsBefore(std::span<const core::Bar> bars, base::Duration period);

}  // namespace keel::engine
