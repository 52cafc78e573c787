// SPDX-License-Identifier: MIT
#include "models/allocation/kelly.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "models/allocation/mean_variance.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;

base::Status CheckFraction(double fraction) {
  if (fraction > 0 && fraction <= 1) return {};
  return Fail(ErrorCode::kUsage,
              fmt::format("Kelly: fraction {}; above 0 and at most 1 is needed", fraction));
}

base::Status CheckExcess(std::span<const double> excess, size_t assets) {
  const bool finite =
      std::all_of(excess.begin(), excess.end(), [](double x) { return std::isfinite(x); });
  if (excess.size() == assets && finite) return {};
  return Fail(ErrorCode::kUsage,
              fmt::format("Kelly: {} expected excess returns for {} assets; one finite number an "
                          "asset is needed",
                          excess.size(), assets));
}

}  // namespace

base::Result<double> KellyShare(const KellyBet& bet) {
  TRY(CheckFraction(bet.fraction));
  if (!std::isfinite(bet.excess) || !std::isfinite(bet.variance) || !(bet.variance > 0)) {
    return Fail(ErrorCode::kUsage,
                fmt::format("Kelly: expected excess return {} and variance {}; finite numbers, the "
                            "variance above 0, are needed",
                            bet.excess, bet.variance));
  }
  if (!std::isfinite(bet.observations) || bet.observations < 0) {
    return Fail(ErrorCode::kUsage,
                fmt::format("Kelly: {} observations; 0 or more is needed", bet.observations));
  }
  double share = bet.fraction * bet.excess / bet.variance;
  if (bet.observations > 0 && bet.excess != 0) {
    const double noise = bet.variance / (bet.observations * bet.excess * bet.excess);
    share /= 1 + noise;
  }
  return share;
}

base::Result<std::vector<double>> KellyWeights(const CovarianceTable& covariance,
                                               std::span<const double> excess, double fraction) {
  TRY(CheckFraction(fraction));
  TRY(CheckCovariance("Kelly", covariance));
  TRY(CheckExcess(excess, covariance.assets));
  const auto n = static_cast<Eigen::Index>(covariance.assets);
  const Eigen::Map<const Eigen::MatrixXd> c(covariance.values.data(), n, n);
  const Eigen::Map<const Eigen::VectorXd> mu(excess.data(), n);
  const Eigen::VectorXd w = fraction * c.ldlt().solve(mu);
  return std::vector<double>(w.begin(), w.end());
}

base::Result<OptimalWeights> KellyWeightsWithin(const CovarianceTable& covariance,
                                                std::span<const double> excess, double fraction,
                                                const WeightLimits& limits) {
  TRY(CheckFraction(fraction));
  TRY(CheckExcess(excess, covariance.assets));
  std::vector<double> scaled(excess.begin(), excess.end());
  for (double& x : scaled) x *= fraction;
  return MeanVarianceWeights({.covariance = covariance, .returns = scaled, .limits = limits});
}

}  // namespace keel::models
