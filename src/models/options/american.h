// SPDX-License-Identifier: MIT
// Options that may be exercised early: a closed approximation for the hot path (microseconds) and a
// lattice that converges to the truth, each the check of the other.
#pragma once

#include "base/result.h"
#include "models/options/terms.h"

namespace keel::models {

/// Price of an American option by Bjerksund and Stensland's approximation with two flat exercise
/// boundaries, a lower bound of the true value; never below the European price or the payoff.
/// Within 0.2 % of the underlying at volatilities up to 40 % and 1.5 years, 0.8 % up to 80 %.
/// Requires for a call a rate, for a put a yield (rate - carry) that is not negative: else there
/// may be two boundaries. kUsage for that, impossible terms, years or volatility 0, or terms so
/// extreme that the formula overflows (use the lattice). [Bjerksund, Stensland 2002; Haug
/// 2007, 3.4].
base::Result<double> BjerksundStenslandPrice(const OptionTerms& terms);

enum class Exercise { kEuropean, kAmerican };

struct LatticeSettings {
  int steps = 500;  ///< 4..20000, even
  Exercise exercise = Exercise::kAmerican;
};

/// Price by the binomial lattice of Cox, Ross and Rubinstein with the closed European value over
/// the last step and Richardson extrapolation from half the steps ("BBSR"). The error is within
/// 1e-5 of the strike at 500 steps up to a year, 2e-4 up to five years; 2e-5 at 2000 steps. Work
/// grows with the square of the steps. kUsage for impossible terms, years or volatility 0, or too
/// few steps for the drift (a probability outside 0..1), or so many that its ends overflow. [Cox,
/// Ross, Rubinstein 1979; Broadie, Detemple 1996].
base::Result<double> LatticePrice(const OptionTerms& terms, const LatticeSettings& settings);

}  // namespace keel::models
