// SPDX-License-Identifier: MIT
// The portfolio whose worst scenarios are the least bad: no distribution is assumed, and the tail
// is what is made small [Rockafellar, Uryasev 2000].
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "models/allocation/weight_limits.h"

namespace keel::models {

/// Returns of the assets under equally likely scenarios, row by row: values[s * assets + i].
struct ScenarioTable {
  std::span<const double> values;
  size_t assets = 0;
};

struct MinimumCvarProblem {
  ScenarioTable scenarios;
  double confidence = 0.95;            ///< in [0.5, 1)
  std::optional<double> least_return;  ///< of the portfolio's mean over the scenarios
  WeightLimits limits;
};

struct MinimumCvar {
  std::vector<double> weights;
  double expected_shortfall = 0;  ///< CVaR: mean loss of the worst 1 - confidence, as a fraction
  double value_at_risk = 0;       ///< the loss where that tail begins
  double gap = 0;                 ///< the shortfall is at most this above the least one
  /// The law of the worst tail at the optimum, one probability a scenario, at most
  /// 1 / ((1 - confidence) scenarios) each: under it every portfolio within the limits loses the
  /// shortfall or more on average, which proves that there is no better one (least_return aside).
  std::vector<double> tail;
};

/// Minimises a + sum_s max(0, -r_s'w - a) / ((1 - confidence) scenarios) over w and a. kUsage for
/// fewer than 2 scenarios, numbers that are not finite, a confidence outside its range, limits that
/// nothing can keep, or a least return that nothing within them has.
base::Result<MinimumCvar> MinimumCvarWeights(const MinimumCvarProblem& problem);

/// CVaR and VaR of a portfolio over the scenarios, as above. kUsage as above.
base::Result<MinimumCvar> ShortfallOfWeights(const ScenarioTable& scenarios, double confidence,
                                             std::span<const double> weights);

/// Long-only weights, summing to 1, of which each contributes its budget of the portfolio's CVaR,
/// as RiskParityWeights does of its deviation; empty budgets mean equal ones. The minimum of
/// CVaR(y) - sum budget_i ln y_i, scaled; `gap` is that of this function, relative to the budgets'
/// sum, and the contributions are those under `tail`. kUsage as above, for budgets that are not
/// positive, and where some weights have no loss in the tail, for then risk cannot be shared.
base::Result<MinimumCvar> CvarParityWeights(const ScenarioTable& scenarios, double confidence,
                                            std::span<const double> budgets = {});

}  // namespace keel::models
