// SPDX-License-Identifier: MIT
// The law of standardised residuals: a Student t for every day and rare jumps for the days that no
// t explains. Both are fitted together, so that neither is paid for twice, and on residuals, so
// that volatility is not taken for jumps.
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "models/return_table.h"

namespace keel::models {

/// z = sqrt(variance) t + J: t of unit variance; with chance `intensity` a jump J, normal with
/// `jump_mean` and `jump_deviation`; the mean of z is 0 [after Merton 1976].
struct ResidualLaw {
  double degrees_of_freedom = 0;  ///< 2.2 to 200
  double variance = 1;            ///< of the part without jumps
  double intensity = 0;           ///< jumps a step; 0: no jumps were told from the t's own tails
  double jump_mean = 0;           ///< in residuals
  double jump_deviation = 0;
  double log_likelihood = 0;
  double likelihood_ratio = 0;  ///< twice the gain of the jumps; kept from 7.81 (chi^2_3, 5 %)
};

/// Maximum likelihood. A jump's density is that of a t with the same degrees of freedom and its
/// variance added, exact in the first two moments; jumps are rare (intensity <= 0.05) and large
/// (deviation 2 to 15). kUsage for fewer than 100 residuals, one that is not finite, or no
/// convergence.
base::Result<ResidualLaw> FitResidualLaw(std::span<const double> residuals);

/// The same from an earlier fit, by the gradient, in a tenth of the time.
base::Result<ResidualLaw> FitResidualLaw(std::span<const double> residuals,
                                         const ResidualLaw& start);

/// Chance that residual z came with a jump.
double JumpChance(const ResidualLaw& law, double z);

/// Degrees of freedom of the multivariate t (unit variances) of `residuals` with `correlation`
/// (assets x assets), by maximum likelihood between 2.2 and 200: those of the t copula [Demarta,
/// McNeil 2005]. kUsage for a matrix that is not positive definite and fewer than 100 rows.
base::Result<double> FitJointDegreesOfFreedom(const ReturnTable& residuals,
                                              const std::vector<double>& correlation);

}  // namespace keel::models
