// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Largest fraction of equity invested at a bar's close.
/// Source: Keel.
std::optional<double> MaxExposure(const Prepared& p) { return p.scan.highest_exposure; }

}  // namespace keel::metrics
