// SPDX-License-Identifier: MIT
// The parameters of a switching autoregression as one vector without constraints: logits of the
// transition rows against their diagonal, means, autoregression, logs of deviations.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

#include "models/regimes/internal/regime_paths.h"
#include "models/regimes/switching_ar.h"

namespace keel::models::internal {

struct SwitchingArShape {
  size_t states = 0;
  size_t lags = 0;
  bool switching_variance = false;

  size_t logits() const { return states * (states - 1); }
  size_t means_at() const { return logits(); }
  size_t ar_at() const { return means_at() + states; }
  size_t deviations_at() const { return ar_at() + lags; }
  size_t size() const { return deviations_at() + (switching_variance ? states : 1); }
  /// Where the logit of going from i to j != i stands.
  size_t Logit(size_t i, size_t j) const { return i * (states - 1) + (j < i ? j : j - 1); }
};

SwitchingAr FromVector(const SwitchingArShape& shape, std::span<const double> x);

/// d log likelihood / dx.
std::vector<double> ScoreOfVector(const SwitchingArShape& shape, const SwitchingAr& model,
                                  const SwitchingArScore& score);

/// d (transition entries, means, ar, deviations of each state) / dx: the delta method's matrix.
Eigen::MatrixXd JacobianOfVector(const SwitchingArShape& shape, const SwitchingAr& model);

}  // namespace keel::models::internal
