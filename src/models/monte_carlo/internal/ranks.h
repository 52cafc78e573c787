// SPDX-License-Identifier: MIT
// Quantiles and tails of simulated values with their uncertainty, from a handful of order
// statistics: selecting them costs a fraction of sorting.
#pragma once

#include <span>
#include <vector>

#include "models/monte_carlo/simulate.h"

namespace keel::models::internal {

/// What `values` hold at `ranks` (0 is the smallest, each below the size) after sorting. Two passes
/// over the values, of which only the cells of a histogram that hold a rank are copied.
std::vector<double> OrderStatistics(std::span<const double> values, std::span<const size_t> ranks);

/// Quantiles with their 95 % intervals.
std::vector<QuantileEstimate> Quantiles(std::span<const double> values,
                                        std::span<const double> probabilities);

/// Value at risk and expected shortfall of returns. Requires n (1 - confidence) >= 1.
std::vector<TailEstimate> TailRisks(std::span<const double> returns,
                                    std::span<const double> confidences);

}  // namespace keel::models::internal
