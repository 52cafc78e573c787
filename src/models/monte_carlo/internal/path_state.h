// SPDX-License-Identifier: MIT
// The parts of an estimation, for those who do not want all of them at once, and the model that a
// fit and today's state make.
#pragma once

#include <optional>
#include <vector>

#include "models/monte_carlo/estimate.h"
#include "models/regimes/hmm_fit.h"

namespace keel::models::internal {

/// kUsage for a level that does not exist and fewer rows than it needs.
base::Status CheckSettings(size_t rows, const EstimateSettings& settings);

/// Each fits its part of `fit` to the returns, given the parts before, which must be fitted.
base::Status FitDrifts(const ReturnTable& returns, PathFit& fit);
/// From level 2; `start` as in HmmFitOptions.
base::Result<HmmFit> FitRegimes(const ReturnTable& returns, const std::optional<HmmFit>& start,
                                PathFit& fit);

/// What is known of the coming step.
struct PathState {
  std::vector<double> regimes;         ///< filtered probabilities, from level 2
  std::vector<double> next_variances;  ///< of the coming return, one per asset, from level 3
};

/// The model of a state, without correlation and past residuals.
PathModel ModelOf(const PathFit& fit, const PathState& state, const ForecastQuestion& question);

}  // namespace keel::models::internal
