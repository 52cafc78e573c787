// SPDX-License-Identifier: MIT
#include "strategies/features/internal/log_change.h"

namespace keel::strategies {

FeatureSpec DefineReturn1d() {
  return ReturnOver(1, "return_1d",
                    "log(close / close 1 day ago): in crypto a day's winners tend to go "
                    "on for a few days [Liu, Tsyvinski 2021, RFS 34]");
}

}  // namespace keel::strategies
