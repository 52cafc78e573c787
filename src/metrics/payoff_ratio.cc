// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Average positive over average negative daily return, as a positive number.
/// Source: QuantStats (also its win/loss ratio).
std::optional<double> PayoffRatio(const Prepared& p) {
  return Ratio(p.daily_signs.average_win(), p.daily_signs.average_loss());
}

}  // namespace keel::metrics
