// SPDX-License-Identifier: MIT
// GJR-GARCH whose long-run level is that of the regime, as level 3 simulates it. A GARCH without
// regimes takes the wandering of the level for persistence and ends at 1, where no level is left.
#pragma once

#include <span>
#include <vector>

#include "base/result.h"

namespace keel::models {

/// h' = (1 - alpha - gamma/2 - beta) s^2 + (alpha + gamma [e < 0]) e^2 + beta h, with s^2 the
/// variance expected of the coming regime; e = sqrt(h) z, z a Student t of unit variance.
struct RegimeGarch {
  double alpha = 0;
  double gamma = 0;
  double beta = 0;
  double nu = 0;  ///< degrees of freedom
  double persistence() const { return alpha + gamma / 2 + beta; }
  /// h' after a return e from its mean, whose variance was h; `level` is the coming s^2.
  double NextVariance(double e, double h, double level) const {
    return (1 - persistence()) * level + (alpha + (e < 0 ? gamma : 0)) * e * e + beta * h;
  }
};

/// Returns with what the regimes expected of each before it came.
struct RegimeReturns {
  std::span<const double> returns;
  std::vector<double> means;   ///< rows
  std::vector<double> levels;  ///< rows + 1, the last of the coming return: s^2
};

/// Maximum likelihood under alpha, alpha + gamma, beta >= 0, persistence <= 0.9999 and nu from 2.2
/// to 200, the first variance being the first level. kUsage for fewer than 50 returns, values that
/// are not finite, and no convergence.
base::Result<RegimeGarch> FitRegimeGarch(const RegimeReturns& series);

/// The same from parameters near the end, an earlier fit's: by the gradient, in a tenth of the
/// time, to where no step gains 0.001. Where another end is far likelier it may be missed.
base::Result<RegimeGarch> FitRegimeGarch(const RegimeReturns& series, const RegimeGarch& start);

struct RegimeResiduals {
  std::vector<double> standardised;  ///< e / sqrt(h)
  double next_variance = 0;          ///< of the coming return
  double log_likelihood = 0;
};

/// The recursion run over returns. Requires parameters as fitted and positive levels.
RegimeResiduals FilterRegimeGarch(const RegimeReturns& series, const RegimeGarch& garch);

}  // namespace keel::models
