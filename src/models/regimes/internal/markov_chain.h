// SPDX-License-Identifier: MIT
// What follows from a transition matrix alone. Matrices are row-major: row i holds the chances of
// going on from i.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace keel::models::internal {

/// Each probability in [0, 1] and their sum 1, but for rounding.
bool IsDistribution(std::span<const double> probabilities);

/// Mean number of steps that a state lasts: 1 / (1 - p_ii); infinite for a state without exit.
std::vector<double> MeanDurations(std::span<const double> transition, size_t states);

/// The long-run share of each state: the left eigenvector of the transition matrix.
std::vector<double> StationaryShares(std::span<const double> transition, size_t states);

}  // namespace keel::models::internal
