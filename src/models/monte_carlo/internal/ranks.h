// SPDX-License-Identifier: MIT
// Quantiles and tails of simulated values with their uncertainty, from a handful of order
// statistics: selecting them costs a fraction of sorting.
#pragma once

#include <span>
#include <vector>

#include "models/monte_carlo/simulate.h"

namespace keel::models::internal {

/// Rearranges `values` so that each of `ranks` (below the size) holds what it would after sorting,
/// with nothing larger before it.
void SelectRanks(std::span<double> values, std::vector<size_t> ranks);

/// Quantiles with their 95 % intervals. Rearranges the values, of which there is at least one.
std::vector<QuantileEstimate> Quantiles(std::span<double> values,
                                        std::span<const double> probabilities);

/// Value at risk and expected shortfall of returns. Rearranges them. Requires
/// n (1 - confidence) >= 1.
std::vector<TailRisk> TailRisks(std::span<double> returns, std::span<const double> confidences);

}  // namespace keel::models::internal
