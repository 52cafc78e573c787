// SPDX-License-Identifier: MIT
#include "strategies/features/internal/z_score.h"

namespace keel::strategies {

FeatureSpec DefineZScore60d() {
  return ZScoreOver(60, "z_score_60d",
                    "deviation of the log close from its 60-day mean, in deviations of "
                    "that window: how stretched the price is against a quarter's habit "
                    "[Poterba, Summers 1988, JFE 22]");
}

}  // namespace keel::strategies
