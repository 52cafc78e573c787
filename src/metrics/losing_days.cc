// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// UTC days on which equity fell.
/// Source: freqtrade (which counts trades closed that day).
std::optional<double> LosingDays(const Prepared& p) {
  return static_cast<double>(p.daily_signs.losses);
}

}  // namespace keel::metrics
