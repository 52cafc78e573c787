// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// UTC days on which equity rose.
/// Source: freqtrade (which counts trades closed that day).
std::optional<double> WinningDays(const Prepared& p) {
  return static_cast<double>(p.daily_signs.wins);
}

}  // namespace keel::metrics
