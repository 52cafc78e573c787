// SPDX-License-Identifier: MIT
// One expiry's smile in five numbers: prices between quoted strikes, and a check that the smile
// gives no butterfly away, which no interpolation of quotes promises.
#pragma once

#include <span>

#include "base/result.h"

namespace keel::models {

/// Gatheral's raw parameters of the total implied variance w = v^2 T at log-moneyness
/// k = ln(strike / forward): w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2)).
struct SviParameters {
  double a = 0;      ///< level; a + b sigma sqrt(1 - rho^2) >= 0 keeps w from below 0
  double b = 0;      ///< slope of the wings, >= 0
  double rho = 0;    ///< tilt, |rho| <= 1
  double m = 0;      ///< where the smile's centre stands
  double sigma = 0;  ///< roundness of the bottom, > 0
};

/// Total variance at log-moneyness `k` [Gatheral 2004]. Divide by the years, take the root: the
/// implied volatility.
double SviTotalVariance(const SviParameters& svi, double k);

/// Density factor g(k) of Gatheral and Jacquier 2014, 2.1; negative where a butterfly spread of the
/// smile costs less than nothing. Requires a positive total variance at k.
double SviButterflyDensity(const SviParameters& svi, double k);

struct ButterflyCheck {
  bool free_of_arbitrage = false;
  double worst_k = 0;        ///< log-moneyness of the smallest g looked at
  double worst_density = 0;  ///< g there, or 0 minus the excess of a wing's slope over 2
};

/// Looks at g on 2001 points of m +- 10 (sigma + 0.2), and at the wings' slopes b (1 +- rho), which
/// may not pass 2 [Lee 2004]. kUsage where the parameters are none of a smile (b < 0, |rho| > 1,
/// sigma <= 0, or a variance that is not positive).
base::Result<ButterflyCheck> CheckButterfly(const SviParameters& svi);

struct SviFit {
  SviParameters parameters;
  double rms_error = 0;  ///< root mean square of the errors in total variance
};

/// Least squares of quoted total variances at log-moneyness `k`: for each centre and roundness the
/// other three are linear and bounded (b >= 0, |rho| <= 1), so two nested searches on one variable
/// find the rest [Zeliade Systems 2009]. kUsage for fewer than 5 quotes, fewer than 5 different k,
/// lengths that differ, values that are not finite or variances not positive, or a search that ends
/// in a smile with a negative variance. Butterflies are not forbidden: call CheckButterfly.
base::Result<SviFit> FitSvi(std::span<const double> k, std::span<const double> total_variance);

}  // namespace keel::models
