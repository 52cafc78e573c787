// SPDX-License-Identifier: MIT
// The shocks of a volatility model: independent, of mean 0 and variance 1, so that all of the
// scale is in the conditional variance. Their shape decides how often large losses come.
#pragma once

#include "base/random.h"
#include "base/result.h"

namespace keel::models {

enum class Innovation {
  kNormal,    ///< no shape parameter
  kStudentT,  ///< Student's t scaled to variance 1 [Bollerslev 1987]: nu
  kSkewT,     ///< skewed t of mean 0 and variance 1 [Hansen 1994]: nu and lambda
};

struct InnovationShape {
  double nu = 8;      ///< degrees of freedom, > 2; the smaller, the fatter the tails
  double lambda = 0;  ///< in (-1, 1); negative: the long tail is the left one
};

/// kUsage unless the shape parameters that `innovation` has lie where it has a variance.
base::Status CheckShape(Innovation innovation, const InnovationShape& shape);

/// Natural logarithm of the density at z. Requires a shape that passes CheckShape. With
/// a = 4 lambda c (nu-2)/(nu-1), b^2 = 1 + 3 lambda^2 - a^2 and
/// c = Gamma((nu+1)/2) / (sqrt(pi (nu-2)) Gamma(nu/2)), the skewed density is
/// b c (1 + ((b z + a) / (1 + lambda sign(b z + a)))^2 / (nu-2))^(-(nu+1)/2) [Hansen 1994, 10-13].
double LogDensity(Innovation innovation, const InnovationShape& shape, double z);

/// One draw. Student's t by the polar method [Bailey 1994], exact for every nu; the skewed one
/// mirrors and stretches it. Requires a shape that passes CheckShape.
double DrawInnovation(Innovation innovation, const InnovationShape& shape,
                      base::RandomStream& stream);

/// E[z^2; z < 0]: the part of the variance that falling prices make; 1/2 without skew. By
/// quadrature, to 1e-9. Requires a shape that passes CheckShape.
double NegativeSquareShare(Innovation innovation, const InnovationShape& shape);

}  // namespace keel::models
