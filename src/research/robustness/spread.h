// SPDX-License-Identifier: MIT
// How the results of many variations spread: what a test of robustness shows in place of one
// number.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/describe_json.h"

namespace keel::research {

/// Quantiles by linear interpolation (metrics::SortedQuantile).
struct Spread {
  int64_t count = 0;
  double least = 0, q05 = 0, q25 = 0, median = 0, q75 = 0, q95 = 0, greatest = 0;
};
BOOST_DESCRIBE_STRUCT(Spread, (), (count, least, q05, q25, median, q75, q95, greatest))

/// Absent for no values.
std::optional<Spread> SpreadOf(std::vector<double> values);

}  // namespace keel::research
