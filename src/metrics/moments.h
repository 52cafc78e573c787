// SPDX-License-Identifier: MIT
// Sample moments and quantiles with the conventions of pandas, so that numbers can be compared.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace keel::metrics {

/// Below this a standard deviation of returns is rounding noise of the equity and counts as zero.
inline constexpr double kZeroDeviation = 1e-14;

/// Moments of a sample. Absent where the sample is too small or does not vary.
struct Moments {
  size_t count = 0;
  double sum = 0;
  std::optional<double> mean;       ///< needs 1 value
  std::optional<double> deviation;  ///< sample standard deviation, divisor n - 1; needs 2 values
  std::optional<double> skew;       ///< bias-corrected G1; needs 3 values that vary
  std::optional<double> kurtosis;   ///< bias-corrected excess kurtosis G2; needs 4 values that vary
};

/// Two passes over the values, which are finite. A deviation below `noise` counts as zero.
Moments MomentsOf(std::span<const double> values, double noise = kZeroDeviation);

/// Quantile of ascending values by linear interpolation between order statistics (Hyndman and Fan
/// 1996, type 7: the default of numpy and pandas). Absent for an empty sample. 0 <= q <= 1.
std::optional<double> SortedQuantile(std::span<const double> ascending, double q);

/// numerator / denominator; absent where the denominator is zero or either is absent.
std::optional<double> Ratio(std::optional<double> numerator, std::optional<double> denominator);

}  // namespace keel::metrics
