// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Absolute profit over the elapsed days.
/// Source: freqtrade.
std::optional<double> AvgDailyProfit(const Prepared& p) { return Ratio(AbsoluteProfit(p), p.days); }

}  // namespace keel::metrics
