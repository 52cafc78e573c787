// SPDX-License-Identifier: MIT
#include "engine/shortfall_schedule.h"

#include "execution/impact_model.h"
#include "models/execution/almgren_chriss.h"

namespace keel::engine {
namespace {

models::LinearImpact ImpactOf(const ShortfallInputs& in) {
  const auto at = [&in](double quantity) {
    return execution::SquareRootImpact(in.impact_k, in.daily_volatility, quantity,
                                       in.average_daily_volume);
  };
  const auto slices = static_cast<double>(in.slices);
  const double slice = in.quantity / slices;
  const double slices_a_day = slices / in.horizon_days;
  return {.volatility = in.daily_volatility * in.price,
          .permanent = at(in.quantity).permanent * in.price / in.quantity,
          .temporary = at(slice).temporary * in.price / (slice * slices_a_day),
          .half_spread = in.half_spread * in.price};
}

}  // namespace

base::Result<std::vector<double>> ShortfallFractions(const ShortfallInputs& inputs) {
  models::Liquidation order{inputs.quantity, inputs.horizon_days, inputs.slices, {}};
  order.impact = ImpactOf(inputs);
  TRY(const models::ExecutionSchedule schedule,
      models::OptimalSchedule(order, inputs.risk_aversion));
  std::vector<double> fractions;
  for (const double trade : schedule.trades) fractions.push_back(trade / inputs.quantity);
  return fractions;
}

}  // namespace keel::engine
