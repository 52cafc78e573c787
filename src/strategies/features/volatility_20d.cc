// SPDX-License-Identifier: MIT
#include "strategies/features/internal/ewma.h"

namespace keel::strategies {

FeatureSpec DefineVolatility20d() {
  return VolatilityOver(20, "volatility_20d",
                        "annual volatility, exponential mean of squared log returns with a "
                        "half-life of 20 days: the usual measure for sizing [RiskMetrics "
                        "1996]");
}

}  // namespace keel::strategies
