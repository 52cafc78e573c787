// SPDX-License-Identifier: MIT
// Risk read off a sample, without a law: past returns, past returns that count less with age,
// residuals scaled to today, or simulated values.
#pragma once

#include <span>

#include "base/result.h"
#include "models/risk_measures/tail_risk.h"

namespace keel::models {

/// Historical simulation. The value at risk is the smallest loss l of the sample with
/// P(loss <= l) >= level (inverse of the empirical distribution, Hyndman and Fan's type 1); the
/// shortfall averages the worst 1 - level, of which the last observation counts only the part that
/// is missing [Acerbi, Tasche 2002; Rockafellar, Uryasev 2002]. By selection, not sorting: linear
/// in the number of returns. kUsage for an empty sample, values that are not finite, or a level
/// outside (0, 1).
base::Result<TailRisk> HistoricalTailRisk(std::span<const double> returns, double level);

/// The same with weights that fall with age: the newest return (the last) weighs
/// (1 - decay) / (1 - decay^n), each older one `decay` times its successor [Boudoukh, Richardson,
/// Whitelaw 1998, who interpolate between losses; here none is]. kUsage as above, or unless
/// 0 < decay < 1.
base::Result<TailRisk> AgeWeightedTailRisk(std::span<const double> returns, double level,
                                           double decay);

/// Filtered historical simulation: residuals z = (r - mean) / sigma of a volatility model, each
/// with the sigma of its own day, scaled to the next period's `mean` and `sigma` [Barone-Adesi,
/// Giannopoulos, Vosper 1999]. kUsage as for HistoricalTailRisk, or unless sigma > 0.
base::Result<TailRisk> FilteredHistoricalTailRisk(std::span<const double> standardised_residuals,
                                                  double mean, double sigma, double level);

/// Monte Carlo: loss against `start` of the simulated values at the horizon, in money. kUsage as
/// for HistoricalTailRisk.
base::Result<TailRisk> SimulatedTailRisk(std::span<const double> values, double start,
                                         double level);

}  // namespace keel::models
