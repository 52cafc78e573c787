// SPDX-License-Identifier: MIT
// Estimation of a Gaussian hidden Markov model by maximum likelihood: the Baum-Welch algorithm
// [Baum et al. 1970; Rabiner 1989] from several starts: k-means++ [Arthur, Vassilvitskii 2007], and
// groups of observations whose neighbours are alike in size.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/result.h"
#include "models/regimes/gaussian_hmm.h"

namespace keel::models {

enum class CovarianceKind { kDiagonal, kFull };

struct HmmFit {
  GaussianHmm model;
  double log_likelihood = 0;
  /// Log likelihood an observation, each dimension in deviations of its own: comparable between
  /// series of another volatility or length.
  double standardised_likelihood = 0;
  size_t observations = 0;
  size_t parameters = 0;  ///< free ones
  int iterations = 0;     ///< of the followed start
  double bic = 0;         ///< -2 log likelihood + parameters log(observations): lower is better
  double aic = 0;         ///< -2 log likelihood + 2 parameters
};

struct HmmFitOptions {
  size_t states = 3;  ///< 1 to 8
  CovarianceKind covariance = CovarianceKind::kFull;
  int restarts = 8;  ///< starts that are tried; the likeliest three go on, one of them to its end
  int start_iterations = 15;   ///< of each start; four times as many more of the three
  int max_iterations = 2000;   ///< of the last one, after those; not converged then is an error
  double tolerance = 1e-9;     ///< converged when the log likelihood gains less per observation
  double min_variance = 1e-5;  ///< floor of a state's variance, of the variance of all observations
  uint64_t seed = 1;
  /// An earlier fit of as many states and dimensions. Its parameters are followed to their end and
  /// nothing else is tried, unless they do not converge or explain these observations by more than
  /// 0.05 worse than they did their own (standardised_likelihood): then the restarts are, too, and
  /// the likelier end is taken.
  std::optional<HmmFit> start;
};

/// Fits `options.states` states to `observations` (T x dimensions, row-major). kUsage for too few
/// observations, a number that is not finite, a constant dimension, or no convergence.
base::Result<HmmFit> FitHmm(std::span<const double> observations, size_t dimensions,
                            const HmmFitOptions& options);

/// The fit with the lowest BIC among `min_states` to `max_states`; numbers of states that cannot be
/// fitted are left out, all of them failing is the error of the smallest.
base::Result<HmmFit> FitHmmByBic(std::span<const double> observations, size_t dimensions,
                                 size_t min_states, size_t max_states,
                                 const HmmFitOptions& options);

/// The iteration itself, over observations that are kept.
class BaumWelch {
 public:
  /// `floor` is the least variance of each dimension. Requires finite rows.
  BaumWelch(std::span<const double> observations, size_t dimensions, size_t states,
            CovarianceKind covariance, std::span<const double> floor);
  ~BaumWelch();

  /// One iteration: replaces the parameters by likelier ones and returns the log likelihood of the
  /// old ones. The cost is linear in observations.
  double Step(GaussianHmm& model);

 private:
  struct Workspace;
  std::unique_ptr<Workspace> work_;
};

}  // namespace keel::models
