// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// The fills since 00:00 UTC, all working orders and this one are together worth at most a multiple
/// of equity.
std::optional<core::Refusal> CheckTurnover(const CheckInput& in);

std::optional<core::Refusal> CheckTurnover(const CheckInput& in) {
  if (in.reduces_risk) return std::nullopt;
  const portfolio::Ledger& ledger = *in.account.ledger;
  const core::Decimal before =
      in.account.activity->turnover() +
      in.account.portfolio->WorkingValue(in.terms.oco_group, ledger, *in.account.working);
  const core::Decimal limit =
      core::Mul(ledger.equity(), *in.limits.turnover_per_day, core::Rounding::kDown);
  const core::Decimal added =
      core::Mul(in.terms.quantity.value(), in.unit_value, core::Rounding::kUp);
  if (before + added <= limit) return std::nullopt;
  return core::Refusal{"turnover", (before + added).ToDouble(), limit.ToDouble(),
                       QuantityWorth(limit - before, in.unit_value)};
}

}  // namespace keel::risk
