// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Mean fraction of equity invested.
/// Source: Keel.
std::optional<double> AvgExposure(const Prepared& p) { return p.scan.average_exposure; }

}  // namespace keel::metrics
