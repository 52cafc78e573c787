// SPDX-License-Identifier: MIT
// A hidden Markov model with Gaussian states: the market is in one of a few regimes that nobody
// sees, moves between them by a Markov chain, and shows numbers whose distribution is the regime's.
// Decisions may use the filter only, which knows the past; smoother and Viterbi path know the whole
// series and are for research.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"

namespace keel::models {

/// The parameters. Matrices are row-major; states are numbered from the calmest to the wildest
/// (variance of the first dimension, then its mean), so that a refit keeps the labels.
struct GaussianHmm {
  size_t states = 0;
  size_t dimensions = 0;
  std::vector<double> initial;      ///< states: probabilities at the first observation
  std::vector<double> transition;   ///< states x states: row i holds the chances of going on from i
  std::vector<double> means;        ///< states x dimensions
  std::vector<double> covariances;  ///< states x dimensions x dimensions

  /// kUsage unless sizes agree, probabilities sum to one and every covariance is positive
  /// definite.
  base::Status Check() const;
  /// Mean number of steps that a state lasts: 1 / (1 - p_ii); infinite for a state without exit.
  std::vector<double> ExpectedDurations() const;
  /// The long-run share of each state: the left eigenvector of the transition matrix.
  std::vector<double> StationaryDistribution() const;
};

/// Log densities of one observation under every state.
class HmmEmissions {
 public:
  /// Requires a model that passes Check.
  explicit HmmEmissions(const GaussianHmm& model);
  /// out[k] = log N(x; mean_k, covariance_k).
  void LogDensities(std::span<const double> x, std::span<double> out) const;

 private:
  size_t states_;
  size_t dimensions_;
  std::vector<double> means_;
  std::vector<double> whitening_;  // inverse Cholesky factors, lower triangular
  std::vector<double> constants_;  // -log|L| - d/2 log(2 pi)
};

/// The probabilities of the states now, given all observations so far: O(states^2) an observation.
class HmmFilter {
 public:
  /// kUsage where the model does not pass Check.
  static base::Result<HmmFilter> Make(const GaussianHmm& model);

  /// Takes one observation (finite, one number a dimension) and returns the filtered probabilities,
  /// valid until the next call.
  std::span<const double> Update(std::span<const double> x);
  std::span<const double> probabilities() const { return filtered_; }
  /// Of the state one step ahead.
  std::vector<double> Predict() const;
  void Predict(std::span<double> out) const;
  /// Log likelihood of all observations so far.
  double log_likelihood() const { return log_likelihood_; }

 private:
  explicit HmmFilter(const GaussianHmm& model);

  GaussianHmm model_;
  HmmEmissions emissions_;
  std::vector<double> filtered_;
  std::vector<double> predicted_;
  std::vector<double> log_densities_;
  double log_likelihood_ = 0;
  bool started_ = false;
};

/// Filtered probabilities at every observation: T x states. `observations` is T x dimensions.
base::Result<std::vector<double>> FilterStates(const GaussianHmm& model,
                                               std::span<const double> observations);
/// P(state at t | the whole series): T x states, by the forward-backward recursions [Rabiner 1989].
base::Result<std::vector<double>> SmoothStates(const GaussianHmm& model,
                                               std::span<const double> observations);
/// The single most likely sequence of states [Viterbi 1967].
base::Result<std::vector<size_t>> MostLikelyStates(const GaussianHmm& model,
                                                   std::span<const double> observations);

}  // namespace keel::models
