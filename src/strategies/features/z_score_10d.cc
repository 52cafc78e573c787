// SPDX-License-Identifier: MIT
#include "strategies/features/internal/z_score.h"

namespace keel::strategies {

FeatureSpec DefineZScore10d() {
  return ZScoreOver(10, "z_score_10d",
                    "deviation of the log close from its 10-day mean, in deviations of "
                    "that window: short extremes are partly forced trades, which revert "
                    "[Poterba, Summers 1988, JFE 22]");
}

}  // namespace keel::strategies
