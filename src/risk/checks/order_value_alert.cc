// SPDX-License-Identifier: MIT
// A large order, though allowed, is told: live, a person confirms it; a backtest counts it.
#include "risk/account_sums.h"
#include "risk/check.h"

namespace keel::risk {

std::optional<core::Refusal> AlertOrderValue(const CheckInput& in);

std::optional<core::Refusal> AlertOrderValue(const CheckInput& in) {
  if (in.reduces_risk || !in.limits.order_value_alert) return std::nullopt;
  const core::Decimal limit = ShareOfEquity(*in.account.ledger, *in.limits.order_value_alert);
  const core::Decimal value =
      core::Mul(in.terms.quantity.value(), in.unit_value, core::Rounding::kUp);
  if (value <= limit) return std::nullopt;
  return core::Refusal{"order_value_alert", value.ToDouble(), limit.ToDouble(),
                       QuantityWorth(limit, in.unit_value)};
}

}  // namespace keel::risk
