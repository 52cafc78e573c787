// SPDX-License-Identifier: MIT
#include "strategies/features/internal/log_change.h"

namespace keel::strategies {

FeatureSpec DefineReturn28d() {
  return ReturnOver(28, "return_28d",
                    "log(close / close 28 days ago): four weeks, the longest span at "
                    "which coin momentum was found [Liu, Tsyvinski, Wu 2022, JF 77]");
}

}  // namespace keel::strategies
