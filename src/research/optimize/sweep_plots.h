// SPDX-License-Identifier: MIT
// The pictures of a sweep: where in the space the good trials lie, and how rare they are.
#pragma once

#include <string>

#include "research/optimize/sweep_result.h"

namespace keel::research {

/// Mean score over the two parameters that matter most, as a table of coloured cells; a line of one
/// parameter where there is but one. Empty where no point has a score.
std::string ScoreMap(const SweepResult& result);

/// Every parameter and the score as an axis, every trial as a line: the best tenth stands out.
std::string ParallelCoordinates(const SweepResult& result);

/// How many points have which score.
std::string ScoreDistribution(const SweepResult& result);

}  // namespace keel::research
