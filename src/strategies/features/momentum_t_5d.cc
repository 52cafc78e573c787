// SPDX-License-Identifier: MIT
#include "strategies/features/internal/drift_score.h"

namespace keel::strategies {

FeatureSpec DefineMomentumT5d() {
  return DriftScoreOver(5, "momentum_t_5d",
                        "t-statistic of the exponential mean of log returns with a half-life "
                        "of 5 days, against a volatility with one of 20: trends persist per "
                        "unit of risk [Moskowitz, Ooi, Pedersen 2012, JFE 104]");
}

}  // namespace keel::strategies
