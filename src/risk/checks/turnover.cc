// SPDX-License-Identifier: MIT
#include "risk/account_sums.h"
#include "risk/check.h"

namespace keel::risk {

/// The fills since 00:00 UTC, all working orders and this one are together worth at most a multiple
/// of equity.
std::optional<core::Refusal> CheckTurnover(const CheckInput& in);

std::optional<core::Refusal> CheckTurnover(const CheckInput& in) {
  if (in.reduces_risk) return std::nullopt;
  const core::Decimal before = DayTurnover(in.account, in.terms.oco_group);
  const core::Decimal limit = ShareOfEquity(*in.account.ledger, *in.limits.turnover_per_day);
  const core::Decimal added =
      core::Mul(in.terms.quantity.value(), in.unit_value, core::Rounding::kUp);
  if (before + added <= limit) return std::nullopt;
  return core::Refusal{"turnover", (before + added).ToDouble(), limit.ToDouble(),
                       QuantityWorth(limit - before, in.unit_value)};
}

}  // namespace keel::risk
