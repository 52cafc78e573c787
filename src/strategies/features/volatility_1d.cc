// SPDX-License-Identifier: MIT
#include "strategies/features/internal/ewma.h"

namespace keel::strategies {

FeatureSpec DefineVolatility1d() {
  return VolatilityOver(1, "volatility_1d",
                        "annual volatility, exponential mean of squared log returns with a "
                        "half-life of 1 day: today's risk, since volatility clusters "
                        "[RiskMetrics 1996]");
}

}  // namespace keel::strategies
