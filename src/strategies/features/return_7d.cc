// SPDX-License-Identifier: MIT
#include "strategies/features/internal/log_change.h"

namespace keel::strategies {

FeatureSpec DefineReturn7d() {
  return ReturnOver(7, "return_7d",
                    "log(close / close 7 days ago): one of the spans (1 to 4 weeks) over "
                    "which coin momentum was found [Liu, Tsyvinski, Wu 2022, JF 77]");
}

}  // namespace keel::strategies
