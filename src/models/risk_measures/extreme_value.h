// SPDX-License-Identifier: MIT
// The far tail by its own law: losses over a high threshold follow a generalised Pareto law,
// whatever the middle does, so a 99.9 % loss can be told from a sample that holds few such.
#pragma once

#include <cstddef>
#include <span>

#include "base/result.h"
#include "models/risk_measures/tail_risk.h"

namespace keel::models {

/// Generalised Pareto law of an excess y >= 0: P(Y > y) = (1 + xi y / beta)^(-1/xi).
struct GpdFit {
  double xi = 0;          ///< shape: 1 over the tail index; 0 exponential, below 0 a bounded tail
  double beta = 0;        ///< scale, in the unit of the excesses
  double xi_error = 0;    ///< standard error, (1 + xi) / sqrt n [Smith 1987]
  double beta_error = 0;  ///< standard error, beta sqrt(2 (1 + xi) / n)
  double log_likelihood = 0;
};

/// Maximum likelihood with Grimshaw's reduction to one unknown, xi / beta [Grimshaw 1993], for
/// xi > -0.5, where the estimator is regular. kUsage for fewer than 20 excesses, values that are
/// not finite or not positive, or a likelihood that rises to the edge of that range.
base::Result<GpdFit> FitGpd(std::span<const double> excesses);

struct ThresholdSettings {
  double level = 0.99;
  double tail_share = 0.10;  ///< share of the worst returns that lie over the threshold
};

struct PeaksOverThreshold {
  TailRisk risk;
  GpdFit fit;
  double threshold = 0;  ///< a loss, in the unit of the returns
  size_t excesses = 0;
};

/// VaR and ES of the loss tail: u + beta/xi ((n / N (1 - level))^-xi - 1), u the loss at rank
/// N + 1, N = floor(n tail_share); ES = (VaR + beta - xi u) / (1 - xi) [McNeil, Frey 2000]. For
/// returns that cluster, give standardised residuals and scale the answer with today's sigma, as
/// there. kUsage for fewer than 20 losses over the threshold, a threshold that is no loss, a level
/// inside the threshold, a fit that fails, or xi >= 1 (no mean).
base::Result<PeaksOverThreshold> PeaksOverThresholdRisk(std::span<const double> returns,
                                                        const ThresholdSettings& settings);

}  // namespace keel::models
