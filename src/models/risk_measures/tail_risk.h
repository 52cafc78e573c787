// SPDX-License-Identifier: MIT
// The two numbers every method here answers with, in one convention: a loss is positive, a level is
// the share of days that are no worse (0.99, not 0.01).
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"

namespace keel::models {

/// What may be lost over the period of the returns, in their unit (fractions, or money). A negative
/// number is a gain: the series hardly ever lost.
struct TailRisk {
  double value_at_risk = 0;       ///< the loss that is not passed with probability `level`
  double expected_shortfall = 0;  ///< mean loss of the worst 1 - level (CVaR); >= value_at_risk
};

/// kUsage, beginning with `who`, unless `values` holds at least `least` numbers, all finite, and
/// 0 < level < 1.
base::Status CheckSample(std::string_view who, std::span<const double> values, size_t least,
                         double level);

}  // namespace keel::models
