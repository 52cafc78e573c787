// SPDX-License-Identifier: MIT
// Estimation of a switching autoregression by maximum likelihood: L-BFGS on the exact gradient from
// several starts, and Newton's method on the best of them until the gradient is gone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "models/regimes/switching_ar.h"

namespace keel::models {

struct SwitchingArFitOptions {
  size_t states = 2;  ///< at least 2
  size_t lags = 4;    ///< at least 1; states^(lags + 1) at most 256
  bool switching_variance = false;
  int restarts = 12;  ///< starts that are tried, at least 1; up to 4 different ends are followed
  uint64_t seed = 1;
};

/// Standard errors from the Hessian of the log likelihood, by the delta method where a parameter
/// was fitted in another form.
struct SwitchingArErrors {
  std::vector<std::optional<double>> transition;  ///< absent where a chance is below 1e-5
  std::vector<double> means;
  std::vector<double> ar;
  std::vector<double> deviations;
};

struct SwitchingArFit {
  SwitchingAr model;
  SwitchingArErrors errors;
  double log_likelihood = 0;  ///< given the first `lags` values
  size_t observations = 0;    ///< without the first `lags`
  size_t parameters = 0;      ///< free ones
  double bic = 0;             ///< -2 log likelihood + parameters log(observations)
  double aic = 0;             ///< -2 log likelihood + 2 parameters
  int starts_agreeing = 0;    ///< starts that led to the end that was followed to here
  /// The same autoregression without regimes, by least squares, on the same observations. Its BIC
  /// being lower says that there is nothing to switch between.
  double linear_log_likelihood = 0;
  double linear_bic = 0;
};

/// kUsage for too few observations (20 a regime after the lags), a series that is constant or not
/// finite, options outside their ranges, and where no start ends at a strict maximum of the
/// likelihood with a stationary autoregression and no regime that has shrunk onto a few points.
base::Result<SwitchingArFit> FitSwitchingAr(std::span<const double> series,
                                            const SwitchingArFitOptions& options);

}  // namespace keel::models
