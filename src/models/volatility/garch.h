// SPDX-License-Identifier: MIT
// Conditional variance: how large the next return can be, given the ones before it. Three
// recursions and three shapes of shock, fitted by maximum likelihood with a constant mean.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "models/volatility/innovation.h"

namespace keel::models {

/// Returns are r_t = mu + e_t, e_t = sigma_t z_t; z_t are the innovations.
enum class VarianceModel {
  /// sigma^2_t = omega + alpha e^2_{t-1} + beta sigma^2_{t-1} [Bollerslev 1986].
  kGarch,
  /// ... + gamma e^2_{t-1} [e_{t-1} < 0] [Glosten, Jagannathan, Runkle 1993].
  kGjr,
  /// ln sigma^2_t = omega + alpha (|z_{t-1}| - sqrt(2/pi)) + gamma z_{t-1} + beta ln sigma^2_{t-1}
  /// [Nelson 1991]. The constant is that of normal innovations for every shape, as in Python's
  /// `arch`; omega takes up the difference.
  kEgarch,
};

/// The variance before the first observation, which no model knows. It stands for both e^2_0 and
/// sigma^2_0 (half of it counts as e_0 < 0); in EGARCH z_0 has no effect.
enum class Presample {
  /// The mean of the squared residuals, a function of mu [Fiorentini, Calzolari, Panattoni 1996].
  kSampleVariance,
  /// Mean of the first 75 squared deviations from the sample mean, weights 0.94^i, as in `arch`.
  kBackcast,
};

struct GarchSpec {
  VarianceModel model = VarianceModel::kGarch;
  Innovation innovation = Innovation::kNormal;
  Presample presample = Presample::kSampleVariance;
};

/// In the units of the returns (omega: squared; EGARCH: of the log variance). Parameters that the
/// model or its innovations do not have keep these defaults.
struct GarchParams {
  double mu = 0;
  double omega = 0;
  double alpha = 0;
  double gamma = 0;
  double beta = 0;
  double nu = 0;
  double lambda = 0;
};

/// One standard error a parameter; absent for one the model does not have, and for one that the
/// fit found on its bound, where the usual theory does not hold.
struct GarchErrors {
  std::optional<double> mu, omega, alpha, gamma, beta, nu, lambda;
};

struct GarchFit {
  GarchSpec spec;
  GarchParams params;
  GarchErrors std_errors;  ///< from the inverse Hessian of the log-likelihood
  GarchErrors
      robust_std_errors;  ///< sandwich, valid for other shocks [Bollerslev, Wooldridge 1992]
  double log_likelihood = 0;
  double next_variance = 0;  ///< sigma^2 of the return after the last one
  size_t observations = 0;
  int parameters = 0;   ///< how many were estimated
  int evaluations = 0;  ///< likelihoods over the whole sample
  double aic() const;   ///< 2 k - 2 ln L [Akaike 1974]
  double bic() const;   ///< k ln n - 2 ln L [Schwarz 1978]
};

/// Maximum likelihood under omega > 0, alpha >= 0, alpha + gamma >= 0, beta >= 0, persistence
/// (skew neglected) < 1; EGARCH: |beta| < 1, and alpha >= 0 where without that no maximum is found;
/// 2.08 <= nu <= 500, |lambda| <= 0.99. Works on
/// standardised returns; starts from a grid with targeted variance; the gradient is analytic, the
/// Hessian its central difference. kUsage for fewer than 50 returns, one that is not finite,
/// returns without variation or of a standard deviation outside 1e-10..1e10, a search that did not
/// converge, and a likelihood that is flat at its maximum (as where returns show no clustering of
/// volatility).
base::Result<GarchFit> FitGarch(std::span<const double> returns, const GarchSpec& spec);

struct FilteredVariance {
  std::vector<double> variances;               ///< sigma^2_t, known before return t
  std::vector<double> standardised_residuals;  ///< (r_t - mu) / sigma_t
  double next_variance = 0;                    ///< after the last return
  double log_likelihood = 0;
};

/// The model run over returns with given parameters. kUsage for parameters outside the model (as in
/// FitGarch, but any nu > 2), no return, or one that is not finite, and for a variance that
/// overflows.
base::Result<FilteredVariance> FilterGarch(std::span<const double> returns, const GarchSpec& spec,
                                           const GarchParams& params);

/// Weight of sigma^2_t in the expectation of sigma^2_{t+1}: alpha + beta + gamma E[z^2; z < 0];
/// EGARCH: beta, of the log variance.
double Persistence(const GarchSpec& spec, const GarchParams& params);

/// omega / (1 - persistence). Nothing for a persistence of 1 or more, and for EGARCH.
std::optional<double> LongRunVariance(const GarchSpec& spec, const GarchParams& params);

/// E[sigma^2_{T+h}] for h = 1..horizon, of which the first is `next_variance` itself; their sum is
/// the variance of the return over the horizon. EGARCH beyond one step has the closed form of
/// normal innovations [Nelson 1991]; with others the expectation is infinite, and that is an error
/// (kUnsupported). kUsage for parameters outside the model, a horizon below 1, or overflow.
base::Result<std::vector<double>> ForecastVariance(const GarchSpec& spec, const GarchParams& params,
                                                   double next_variance, int horizon);

/// `count` returns of the model, started at the long-run level (EGARCH: omega / (1 - beta)) and run
/// 500 steps ahead of the first one. kUsage for parameters outside the model or without a long run.
base::Result<std::vector<double>> SimulateGarch(const GarchSpec& spec, const GarchParams& params,
                                                size_t count, base::RandomStream& stream);

}  // namespace keel::models
