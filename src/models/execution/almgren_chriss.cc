// SPDX-License-Identifier: MIT
#include "models/execution/almgren_chriss.h"

#include <fmt/format.h>

#include <cmath>

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;

double Interval(const Liquidation& order) {
  return order.horizon / static_cast<double>(order.intervals);
}

/// eta of trades that are tau apart: half of a trade's permanent impact is in its own price.
double EffectiveTemporary(const Liquidation& order) {
  return order.impact.temporary - order.impact.permanent * Interval(order) / 2;
}

base::Status Check(const Liquidation& order) {
  const auto bad = [](const char* what, double value, const char* need) {
    return Fail(ErrorCode::kUsage, fmt::format("execution: {} {}; {}", what, value, need));
  };
  const auto valid = [](double value) { return std::isfinite(value) && value >= 0; };
  const LinearImpact& impact = order.impact;
  if (!std::isfinite(order.quantity) || order.quantity == 0) {
    return bad("quantity", order.quantity, "a finite number other than 0 is needed");
  }
  if (!valid(order.horizon) || order.horizon == 0) {
    return bad("horizon", order.horizon, "a finite time above 0 is needed");
  }
  if (order.intervals == 0) return bad("intervals", 0, "at least 1 is needed");
  if (!valid(impact.volatility)) return bad("volatility", impact.volatility, "0 or more is needed");
  if (!valid(impact.half_spread)) {
    return bad("half spread", impact.half_spread, "0 or more is needed");
  }
  if (!valid(impact.permanent)) {
    return bad("permanent impact", impact.permanent, "0 or more is needed");
  }
  if (!valid(impact.temporary) || impact.temporary == 0) {
    return bad("temporary impact", impact.temporary, "a finite number above 0 is needed");
  }
  if (!(EffectiveTemporary(order) > 0)) {
    return Fail(ErrorCode::kUsage,
                fmt::format("execution: the permanent impact {} of an interval of {} outweighs the "
                            "temporary impact {}; take more intervals",
                            impact.permanent, Interval(order), impact.temporary));
  }
  return {};
}

ExecutionCost Cost(const Liquidation& order, std::span<const double> holdings) {
  const double tau = Interval(order);
  double traded = 0, squares = 0, held = 0;
  for (size_t k = 1; k < holdings.size(); ++k) {
    const double trade = holdings[k - 1] - holdings[k];
    traded += std::abs(trade);
    squares += trade * trade;
    held += holdings[k] * holdings[k];
  }
  const LinearImpact& impact = order.impact;
  return {.expected = impact.permanent * order.quantity * order.quantity / 2 +
                      impact.half_spread * traded + EffectiveTemporary(order) / tau * squares,
          .variance = impact.volatility * impact.volatility * tau * held};
}

/// sinh(kappa (T - t)) / sinh(kappa T) without overflow, and (T - t) / T at kappa 0.
double ShareHeld(double kappa, double time, double horizon) {
  if (kappa * horizon < 1e-8) return (horizon - time) / horizon;
  return std::exp(-kappa * time) * std::expm1(-2 * kappa * (horizon - time)) /
         std::expm1(-2 * kappa * horizon);
}

}  // namespace

base::Result<ExecutionCost> CostOfSchedule(const Liquidation& order,
                                           std::span<const double> holdings) {
  TRY(Check(order));
  bool fits = holdings.size() == order.intervals + 1 && holdings.front() == order.quantity &&
              holdings.back() == 0;
  for (const double units : holdings) fits = fits && std::isfinite(units);
  if (!fits) {
    return Fail(ErrorCode::kUsage,
                fmt::format("execution: a schedule of {} intervals has {} holdings from {} to 0",
                            order.intervals, order.intervals + 1, order.quantity));
  }
  return Cost(order, holdings);
}

base::Result<ExecutionSchedule> OptimalSchedule(const Liquidation& order, double risk_aversion) {
  TRY(Check(order));
  if (!std::isfinite(risk_aversion) || risk_aversion < 0) {
    return Fail(ErrorCode::kUsage,
                fmt::format("execution: risk aversion {}; 0 or more is needed", risk_aversion));
  }
  const double tau = Interval(order);
  ExecutionSchedule schedule;
  schedule.risk_aversion = risk_aversion;
  // 2 (cosh(kappa tau) - 1) = lambda sigma^2 tau^2 / eta~, solved without cancellation.
  const double pull = std::sqrt(risk_aversion / EffectiveTemporary(order));
  schedule.urgency = 2 / tau * std::asinh(pull * order.impact.volatility * tau / 2);
  if (schedule.urgency > 0) schedule.half_life = 1 / schedule.urgency;
  for (size_t k = 0; k <= order.intervals; ++k) {
    const double time = k < order.intervals ? static_cast<double>(k) * tau : order.horizon;
    const double share = k == 0 ? 1 : ShareHeld(schedule.urgency, time, order.horizon);
    schedule.holdings.push_back(share * order.quantity);
    if (k > 0) schedule.trades.push_back(schedule.holdings[k - 1] - schedule.holdings[k]);
  }
  schedule.holdings.back() = 0;  // not -0
  schedule.cost = Cost(order, schedule.holdings);
  schedule.utility = schedule.cost.expected + risk_aversion * schedule.cost.variance;
  return schedule;
}

base::Result<std::vector<ExecutionSchedule>> ExecutionFrontier(
    const Liquidation& order, std::span<const double> risk_aversions) {
  std::vector<ExecutionSchedule> frontier;
  for (const double risk_aversion : risk_aversions) {
    TRY(ExecutionSchedule schedule, OptimalSchedule(order, risk_aversion));
    frontier.push_back(std::move(schedule));
  }
  return frontier;
}

}  // namespace keel::models
