// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// CAGR over the maximum drawdown.
/// Source: Young 1991, over the whole series as QuantStats; freqtrade uses the mean daily profit.
std::optional<double> Calmar(const Prepared& p) { return Ratio(Cagr(p), MaxDrawdown(p)); }

}  // namespace keel::metrics
