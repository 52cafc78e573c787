// SPDX-License-Identifier: MIT
#include "strategies/features/internal/drift_score.h"

namespace keel::strategies {

FeatureSpec DefineMomentumT20d() {
  return DriftScoreOver(20, "momentum_t_20d",
                        "t-statistic of the exponential mean of log returns with a half-life "
                        "of 20 days: the slow trend that funds follow [Moskowitz, Ooi, "
                        "Pedersen 2012, JFE 104]");
}

}  // namespace keel::strategies
