// SPDX-License-Identifier: MIT
// Has the way in which assets move together changed? The correlations of the recent window against
// those of the time before, with the chance of so large a difference when nothing has changed.
#pragma once

#include <cstdint>

#include "models/correlation/covariance.h"

namespace keel::models {

struct BreakdownOptions {
  size_t window = 60;    ///< recent rows
  size_t block = 10;     ///< rows that are resampled together, so that clustering survives
  int resamples = 1000;  ///< draws of the bootstrap
  uint64_t seed = 1;
};

struct Breakdown {
  double distance = 0;  ///< Frobenius norm of recent less long-run correlations
  double p_value = 0;   ///< (1 + draws at least as far) / (1 + draws)
  SymmetricMatrix recent;
  SymmetricMatrix long_run;
  size_t first = 0;  ///< the pair that changed most
  size_t second = 0;
  double change = 0;  ///< its correlation now less before
};

/// Compares the last `window` rows with all rows before them. Under the null both windows are drawn
/// from the whole series in blocks [moving block bootstrap, Kunsch 1989]. kUsage for fewer than two
/// windows of rows, and what CheckReturns refuses.
base::Result<Breakdown> TestBreakdown(const ReturnTable& returns, const BreakdownOptions& options);

}  // namespace keel::models
