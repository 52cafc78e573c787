// SPDX-License-Identifier: MIT
// The fan that a forecast is drawn as: quantiles of the simulated price at every step.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace keel::models {

/// By level (probabilities in [0, 1]), then by step: the quantile (linear interpolation, type 7, of
/// the log price) of the price, step 0 being `price` itself. `log_paths` is paths x steps of one
/// asset, as Forecast::log_paths; where it holds no path, only step 0 is there.
std::vector<std::vector<double>> PriceFan(std::span<const double> log_paths, size_t steps,
                                          std::span<const double> levels, double price);

}  // namespace keel::models
