// SPDX-License-Identifier: MIT
// The volatility a traded price speaks of. Safeguarded: Newton steps inside a bracket that only
// shrinks, so that a price in the far wing ends in an answer or an error, never in a loop.
#pragma once

#include "base/result.h"
#include "models/options/terms.h"

namespace keel::models {

/// The volatility at which BlackScholesPrice(terms) is `price`; `terms.volatility` is not read.
/// Reproduces the price to 1e-12 of the larger of price and strike (rounding allowing). Requires
/// years > 0. kUsage, with the bounds, where the price is not strictly inside the no-arbitrage
/// bounds: the discounted intrinsic value of the forward below, S e^((b-r)T) (call) or K e^(-rT)
/// (put) above; or where the time value is so small that rounding of the price hides it.
/// Newton from the point of inflection [Manaster, Koehler 1982] on the logarithm of the time value
/// of the out-of-the-money option, in a bracket.
base::Result<double> ImpliedVolatility(double price, const OptionTerms& terms);

}  // namespace keel::models
