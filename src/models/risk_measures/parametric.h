// SPDX-License-Identifier: MIT
// Risk from a law fitted to the returns: smooth where the sample is thin, and wrong where the law
// is, which the backtests (backtest.h) tell.
#pragma once

#include <span>

#include "base/result.h"
#include "models/risk_measures/tail_risk.h"

namespace keel::models {

/// Normal law with the sample's mean m and standard deviation s (divisor n - 1):
/// VaR = s z - m, ES = s n(z) / (1 - level) - m, z the normal quantile of the level. kUsage for
/// fewer than 2 values, values that do not vary or are not finite, or a level outside (0, 1).
base::Result<TailRisk> NormalTailRisk(std::span<const double> returns, double level);

/// Student's t with location, scale and degrees of freedom.
struct StudentTFit {
  double location = 0;
  double scale = 0;               ///< the variance is scale^2 nu / (nu - 2) where nu > 2
  double degrees_of_freedom = 0;  ///< nu, from 1.05 to 200; at 200 the law is as good as normal
  double log_likelihood = 0;
};

/// Maximum likelihood: for each nu, location and scale by the fixed point of Kent, Tyler and Vardi
/// 1994, and nu by a search on one variable. kUsage for fewer than 20 values, values that do not
/// vary or are not finite; an error where the fixed point is not reached or nu falls to its lower
/// end.
base::Result<StudentTFit> FitStudentT(std::span<const double> returns);

/// VaR and ES of a Student t law: with t its quantile and f its density,
/// ES = scale f(t) / (1 - level) (nu + t^2) / (nu - 1) - location [McNeil, Frey, Embrechts 2015,
/// 2.3.4]. kUsage unless scale > 0, nu > 1, and the level is in (0, 1).
base::Result<TailRisk> StudentTTailRisk(const StudentTFit& fit, double level);

/// FitStudentT, then the above.
base::Result<TailRisk> StudentTTailRisk(std::span<const double> returns, double level);

/// Skewness and excess kurtosis of a sample, without bias correction (as a law's own moments).
struct Shape {
  double mean = 0;
  double deviation = 0;
  double skew = 0;
  double excess_kurtosis = 0;
};

/// Whether the Cornish-Fisher quantile rises everywhere, without which it is no quantile:
/// skew^2/9 - 4 (k/8 - skew^2/6) (1 - k/8 + 5 skew^2/36) <= 0 and k/8 >= skew^2/6, k the excess
/// kurtosis [Maillard 2012].
bool CornishFisherIsMonotone(double skew, double excess_kurtosis);

/// Normal quantile corrected for skew and kurtosis [Cornish, Fisher 1938; Zangari 1996]; the
/// shortfall is the integral of the corrected quantile over the tail. kUsage where
/// CornishFisherIsMonotone is false, unless deviation > 0, or for a level outside (0, 1).
base::Result<TailRisk> CornishFisherTailRisk(const Shape& shape, double level);

/// The above with the moments of the sample; at least 20 values.
base::Result<TailRisk> CornishFisherTailRisk(std::span<const double> returns, double level);

}  // namespace keel::models
