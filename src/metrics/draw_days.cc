// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// UTC days on which equity did not change.
/// Source: freqtrade (which counts trades closed that day).
std::optional<double> DrawDays(const Prepared& p) {
  return static_cast<double>(p.daily_signs.draws);
}

}  // namespace keel::metrics
