// SPDX-License-Identifier: MIT
// How many trials really differ: a thousand neighbours on a grid that rise and fall together are
// hardly more than one.
#pragma once

#include <optional>

#include "models/return_table.h"

namespace keel::research {

/// The participation ratio of the eigenvalues of the correlation matrix: K^2 / sum of squared
/// correlations, each without what chance adds to it in n days (r^2 - (1 - r^2) / (n - 2)). Between
/// 1 (all the same) and K (none related). Trials that do not move are left out; absent where none
/// moves or there are fewer than 3 days. A day a row, a trial a column; jobs as in ParallelFor.
std::optional<double> EffectiveTrials(const models::ReturnTable& daily, int jobs);

}  // namespace keel::research
