// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// CAGR over beta.
/// Source: Treynor 1965; QuantStats takes the total return, which grows with the length of the
/// series.
std::optional<double> TreynorRatio(const Prepared& p) { return Ratio(Cagr(p), Beta(p)); }

}  // namespace keel::metrics
