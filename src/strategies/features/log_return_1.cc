// SPDX-License-Identifier: MIT
#include "strategies/features/internal/log_change.h"

namespace keel::strategies {

FeatureSpec DefineLogReturn1() {
  return {.name = "log_return_1",
          .version = 1,
          .doc =
              "log(close / last close): the newest surprise, which short-term reversal and "
              "volatility both start from [Jegadeesh 1990, JF 45]",
          .lookback = Always(2),
          .make = [](Timeframe) { return std::make_unique<LogChange>(1); }};
}

}  // namespace keel::strategies
