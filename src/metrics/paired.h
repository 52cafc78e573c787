// SPDX-License-Identifier: MIT
// A strategy's and its benchmark's returns on the same days: what beta, alpha and correlation need.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace keel::metrics {

/// Moments of pairs (y, x), strategy and benchmark. Sample variances and covariance (divisor n -
/// 1); all zero with fewer than two pairs.
struct PairedMoments {
  size_t count = 0;
  double mean_y = 0;
  double mean_x = 0;
  double variance_y = 0;
  double variance_x = 0;
  double covariance = 0;

  /// covariance / variance_x; absent where x does not vary.
  std::optional<double> beta() const;
  /// Pearson's r in [-1, 1]; absent where either does not vary.
  std::optional<double> correlation() const;
};

/// The spans are equally long.
PairedMoments PairedMomentsOf(std::span<const double> y, std::span<const double> x);

}  // namespace keel::metrics
