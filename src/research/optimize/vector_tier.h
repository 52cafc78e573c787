// SPDX-License-Identifier: MIT
// The vector tier as the simple fills of a sweep: what it knows of a parameter set, as an outcome.
#pragma once

#include "research/optimize/screening.h"

namespace keel::research {

/// Fits subjects of one strategy with a vector form, on one pair (VectorTermsOf). Figures are those
/// of closes of days, so a drawdown inside a day is not seen; what only the engine knows (time in
/// the market, turnover, costs) is absent.
SimpleTier VectorTier();

}  // namespace keel::research
