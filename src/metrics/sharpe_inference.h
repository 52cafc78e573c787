// SPDX-License-Identifier: MIT
// How much a Sharpe ratio proves. A ratio is an estimate: few returns, fat tails and the choice of
// the best of many trials each make it look better than it is.
#pragma once

#include <cstddef>
#include <optional>

namespace keel::metrics {

/// A Sharpe ratio and what its error depends on. Nothing is annualised: ratio and benchmark are of
/// one return (divide an annual ratio by the root of the periods in a year).
struct SharpeEstimate {
  double ratio = 0;
  double count = 0;     ///< returns
  double skew = 0;      ///< of the returns
  double kurtosis = 3;  ///< not in excess: 3 is normal
};

/// Variance of sqrt(n) times the estimated ratio: 1 - skew SR + (kurtosis - 1) / 4 SR^2; of normal
/// returns 1 + SR^2 / 2. Source: Mertens 2002; Lo 2002.
double SharpeVariance(const SharpeEstimate& estimate);

/// Probability that the true ratio is above `benchmark`: Phi((SR - SR*) sqrt(n - 1) / sqrt(V)), V
/// as above. Absent for fewer than 2 returns and where V is not positive (moments that no law has).
/// Source: Bailey and Lopez de Prado 2012, equation 11.
std::optional<double> ProbabilityAbove(const SharpeEstimate& estimate, double benchmark);

/// Returns needed until ProbabilityAbove reaches `confidence`, if the moments stay as they are:
/// 1 + V (Phi^-1(confidence) / (SR - SR*))^2; `count` is not used. Absent where the ratio is not
/// above the benchmark, V is not positive, or 0.5 <= confidence < 1 does not hold.
/// Source: Bailey and Lopez de Prado 2012, equation 13.
std::optional<double> MinimumTrackRecord(const SharpeEstimate& estimate, double benchmark,
                                         double confidence);

/// The ratio to expect of the best of `trials` independent strategies that are worth nothing:
/// sqrt(variance) ((1 - g) Phi^-1(1 - 1 / N) + g Phi^-1(1 - 1 / (N e))), g = 0.5772..., for a
/// `variance` of the ratios between the trials. 0 for one trial; absent for none, and for a
/// variance that is negative or not finite. Source: Bailey and Lopez de Prado 2014, equation 1.
std::optional<double> ExpectedMaximumSharpe(double variance, size_t trials);

/// The deflated Sharpe ratio: ProbabilityAbove the expected maximum of the trials among which this
/// strategy was the best. Absent where either is. Source: Bailey and Lopez de Prado 2014.
std::optional<double> DeflatedSharpe(const SharpeEstimate& estimate, double variance,
                                     size_t trials);

}  // namespace keel::metrics
