// SPDX-License-Identifier: MIT
// An autoregression around a mean that switches between regimes nobody sees [Hamilton 1989, "A new
// approach to the economic analysis of nonstationary time series and the business cycle"]. Unlike
// the hidden Markov model it allows the series to remember its own past within a regime.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"

namespace keel::models {

/// y_t - mean(s_t) = sum_i ar_i (y_{t-i} - mean(s_{t-i})) + deviation(s_t) e_t, e_t standard
/// normal, s_t a Markov chain. Matrices are row-major. A fit numbers the regimes by deviation, then
/// mean, both rising, so that a refit keeps the labels.
struct SwitchingAr {
  size_t states = 0;
  std::vector<double> transition;  ///< states x states: row i holds the chances of going on from i
  std::vector<double> means;       ///< states
  std::vector<double> ar;          ///< lags, shared by the regimes
  std::vector<double> deviations;  ///< states; all alike without switching variance

  /// kUsage unless sizes agree, 1 to 8 lags with at most 256 paths of regimes (states to the power
  /// of lags + 1), probabilities sum to one, deviations are positive, everything is finite.
  base::Status Check() const;
  /// Mean number of steps that a regime lasts: 1 / (1 - p_ii); infinite for one without exit.
  std::vector<double> ExpectedDurations() const;
  /// The long-run share of each regime.
  std::vector<double> StationaryDistribution() const;
};

/// What a series says about its regimes. It counts from the first observation that has `lags`
/// before it: observations - lags rows, and the likelihood is conditional on the first `lags`
/// values.
struct SwitchingArStates {
  double log_likelihood = 0;
  std::vector<double>
      filtered;  ///< rows x states: P(regime at t | the past up to t) [Hamilton 1989]
  std::vector<double> smoothed;  ///< rows x states: P(regime at t | the whole series), for research
};

/// Filter and smoother, both exact, over the paths of the last lags + 1 regimes; the chain starts
/// in its stationary distribution. Cost: observations x states^(lags + 1). kUsage for a model that
/// does not pass Check, too few observations, or one that is not finite.
base::Result<SwitchingArStates> InferRegimes(const SwitchingAr& model,
                                             std::span<const double> series);

/// The distribution of the series one to `horizon` steps ahead: exact mean and deviation (the
/// distribution itself is a mixture), and the probabilities of the regimes.
struct SwitchingArForecast {
  std::vector<double> means;       ///< horizon
  std::vector<double> deviations;  ///< horizon
  std::vector<double> regimes;     ///< horizon x states
};

/// kUsage as above, and for a horizon of 0.
base::Result<SwitchingArForecast> ForecastSwitchingAr(const SwitchingAr& model,
                                                      std::span<const double> series,
                                                      size_t horizon);

}  // namespace keel::models
