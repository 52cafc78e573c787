// SPDX-License-Identifier: MIT
#include "models/regimes/internal/markov_chain.h"

#include <Eigen/LU>
#include <cmath>
#include <limits>

namespace keel::models::internal {
namespace {

constexpr double kProbabilitySlack = 1e-8;

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace

bool IsDistribution(std::span<const double> probabilities) {
  double sum = 0;
  for (const double p : probabilities) {
    if (!(p >= 0 && p <= 1 + kProbabilitySlack)) return false;
    sum += p;
  }
  return std::abs(sum - 1) <= kProbabilitySlack;
}

std::vector<double> MeanDurations(std::span<const double> transition, size_t states) {
  std::vector<double> durations;
  for (size_t i = 0; i < states; ++i) {
    const double leave = 1 - transition[i * states + i];
    durations.push_back(leave > 0 ? 1 / leave : std::numeric_limits<double>::infinity());
  }
  return durations;
}

std::vector<double> StationaryShares(std::span<const double> transition, size_t states) {
  const auto k = static_cast<Eigen::Index>(states);
  // pi (P - I) = 0 with one column replaced by the sum of pi.
  Matrix system = Eigen::Map<const Matrix>(transition.data(), k, k).transpose();
  system -= Matrix::Identity(k, k);
  system.row(k - 1).setOnes();
  Eigen::VectorXd right = Eigen::VectorXd::Zero(k);
  right[k - 1] = 1;
  const Eigen::VectorXd shares = system.fullPivLu().solve(right);
  return {shares.data(), shares.data() + k};
}

}  // namespace keel::models::internal
