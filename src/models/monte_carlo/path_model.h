// SPDX-License-Identifier: MIT
// What a simulation assumes about tomorrow, as plain numbers: drift and volatility, regimes,
// GARCH, fat tails, correlation, jumps. Each part left out is switched off, and then the paths are
// the very paths of the model without it.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/result.h"

namespace keel::models {

/// Level 1: geometric Brownian motion, per step. The expected price grows by exp(drift); the log
/// return of a step is normal with mean drift - volatility^2 / 2.
struct GbmParameters {
  double drift = 0;
  double volatility = 0;
};

/// Level 2: a Markov chain of K regimes (1 to 8), shared by all assets. Today's state is drawn from
/// `today`; each step first moves to a state by `transition`, then draws a log return with that
/// state's mean and deviation [Hamilton 1989].
struct RegimeParameters {
  std::vector<double> transition;  ///< K x K, row by row: from state i to state j
  std::vector<double> today;       ///< K filtered probabilities
  std::vector<double> means;       ///< K x assets: mean log return of a step
  std::vector<double> deviations;  ///< K x assets: its standard deviation, not negative
};

/// Level 3: GJR-GARCH(1,1) around the regime's variance s^2 [Glosten, Jagannathan, Runkle 1993]:
/// h' = (1 - alpha - gamma/2 - beta) s^2 + (alpha + gamma [e < 0]) e^2 + beta h, e = sqrt(h) z.
/// With one regime the first term is the usual omega. Persistence alpha + gamma/2 + beta < 1.
struct GarchParameters {
  double alpha = 0;
  double gamma = 0;
  double beta = 0;
  /// Variance of the first step, today's filtered one; absent: the first step's regime's.
  std::optional<double> next_variance;
};

/// Level 4: compound-Poisson jumps of the log price [Merton 1976]: `intensity` jumps expected per
/// step (at most 100), each normal with `mean` and `deviation`.
struct JumpParameters {
  double intensity = 0;
  double mean = 0;
  double deviation = 0;
  /// Lowers the drift by intensity (exp(mean + deviation^2 / 2) - 1): the jumps then leave the
  /// expected price where it was.
  bool compensated = false;
};

/// All levels in one. An empty part is off.
struct PathModel {
  size_t assets = 1;  ///< 1 to 256
  RegimeParameters regimes;
  std::vector<GarchParameters> garch;  ///< one per asset
  /// Innovations are a multivariate t, scaled to unit variance: t margins joined by the t copula.
  /// Above 2.
  std::optional<double> degrees_of_freedom;
  /// Filtered historical simulation [Barone-Adesi, Giannopoulos, Vosper 1999]: rows x assets
  /// standardised residuals; a step draws one row for all assets, which keeps their dependence.
  /// Excludes degrees_of_freedom and correlation.
  std::vector<double> residuals;
  std::vector<double> correlation;    ///< assets x assets
  std::vector<JumpParameters> jumps;  ///< one per asset; assets jump independently
  /// Share of today's wealth in each asset, not negative, at most one together; the rest is cash.
  /// Held without rebalancing. Empty: equal shares.
  std::vector<double> weights;
};

/// One asset on level 1.
PathModel GbmModel(const GbmParameters& parameters);

/// kUsage with one sentence where the parts contradict each other or themselves: sizes,
/// probabilities that do not sum to one (1e-9), a correlation matrix that is not positive
/// semidefinite, persistence of one and more, anything not finite.
base::Status CheckPathModel(const PathModel& model);

/// Lower triangular factor of a positive semidefinite matrix, d x d row by row; columns without
/// variance of their own are zero. kUsage where a pivot is negative.
base::Result<std::vector<double>> CholeskyFactor(const std::vector<double>& matrix, size_t size);

}  // namespace keel::models
