// SPDX-License-Identifier: MIT
// What followed strong signals and what followed weak ones: mean returns by fifths of the signal.
// A correlation can come from a few rows; fifths that rise one after the other cannot.
#pragma once

#include <optional>
#include <vector>

#include "research/alpha/information.h"

namespace keel::research {

/// Returns after the signals of one part.
struct QuantileReturn {
  size_t observations = 0;
  double mean = 0;   ///< simple return over the horizon
  double error = 0;  ///< Newey-West, rows whose windows overlap counted as such
};

struct QuantileReturns {
  size_t horizon = 0;                 ///< bars
  std::vector<QuantileReturn> parts;  ///< weakest signals first; a part may be empty (ties)
  double spread = 0;                  ///< top mean less bottom mean
  double spread_error = 0;
  double monotonicity = 0;  ///< rank correlation of the means with their order: 1 rises all the way
};

/// Splits each pair's signals over time, or the signals of each row of a section, into `parts`
/// (2 or more; a section into no more than it has pairs). Absent where too little is there or top
/// or bottom are empty.
std::optional<QuantileReturns> MeasureQuantiles(const AlphaPanel& panel, size_t horizon,
                                                size_t parts, IcKind kind);

}  // namespace keel::research
