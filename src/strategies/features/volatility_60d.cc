// SPDX-License-Identifier: MIT
#include "strategies/features/internal/ewma.h"

namespace keel::strategies {

FeatureSpec DefineVolatility60d() {
  return VolatilityOver(60, "volatility_60d",
                        "annual volatility, exponential mean of squared log returns with a "
                        "half-life of 60 days: the level that volatility returns to "
                        "[RiskMetrics 1996]");
}

}  // namespace keel::strategies
