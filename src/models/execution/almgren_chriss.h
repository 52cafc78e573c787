// SPDX-License-Identifier: MIT
// How fast to sell: quick trading pays impact, slow trading bears the market's risk. The schedule
// that weighs the two for linear impact. [Almgren, Chriss 2000, "Optimal execution of portfolio
// transactions"].
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "base/result.h"

namespace keel::models {

/// What trading costs, in the price's currency, units of the asset and one unit of time (a day).
struct LinearImpact {
  double volatility = 0;   ///< sigma: of the price, currency per root of time, >= 0
  double permanent = 0;    ///< gamma: what each traded unit moves the price for good, >= 0
  double temporary = 0;    ///< eta: what one unit per time costs while it trades, > 0
  double half_spread = 0;  ///< epsilon: fixed cost of a traded unit, >= 0
};

/// A position to close within `horizon` by trades of equal spacing.
struct Liquidation {
  double quantity = 0;  ///< units; negative: a short position that is bought back
  double horizon = 0;   ///< time, > 0
  size_t intervals = 0;
  LinearImpact impact;
};

/// What a schedule costs against the price at its start.
struct ExecutionCost {
  double expected =
      0;  ///< E = gamma X^2 / 2 + epsilon sum|n| + (eta - gamma tau / 2) / tau sum n^2
  double variance = 0;  ///< V = sigma^2 tau sum x_k^2, x_k held after trade k
};

struct ExecutionSchedule {
  std::vector<double> holdings;  ///< intervals + 1: at the start, after each trade; ends at 0
  std::vector<double> trades;    ///< intervals: units traded, of the quantity's sign
  ExecutionCost cost;
  double risk_aversion = 0;  ///< lambda, per currency
  double utility = 0;        ///< E + lambda V: what the schedule makes least
  double urgency = 0;        ///< kappa, per time: holdings fall like sinh(kappa (T - t))
  /// 1 / kappa, the paper's half-life: time in which holdings would fall by a factor of e if the
  /// horizon did not press; infinite without risk aversion.
  double half_life = std::numeric_limits<double>::infinity();
};

/// The cost of any schedule: `holdings` of intervals + 1 units from quantity to 0. kUsage for
/// settings outside their ranges, impact so permanent that tau gamma / 2 reaches eta (fewer units a
/// trade: more intervals), or holdings that do not fit.
base::Result<ExecutionCost> CostOfSchedule(const Liquidation& order,
                                           std::span<const double> holdings);

/// The schedule with the least E + risk_aversion V: equal trades at 0 (TWAP), ever earlier ones
/// above. kUsage as above, or for a risk aversion that is negative or not finite.
base::Result<ExecutionSchedule> OptimalSchedule(const Liquidation& order, double risk_aversion);

/// The efficient frontier: the optimal schedule of each risk aversion, in their order.
base::Result<std::vector<ExecutionSchedule>> ExecutionFrontier(
    const Liquidation& order, std::span<const double> risk_aversions);

}  // namespace keel::models
