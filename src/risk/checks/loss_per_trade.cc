// SPDX-License-Identifier: MIT
#include "risk/account_sums.h"
#include "risk/check.h"

namespace keel::risk {

/// What an entry loses at the stop that it plans, from the worst price it may get, fee included, is
/// at most a share of equity. A stop that does not lie below the price protects nothing. Without a
/// planned stop there is nothing to measure.
std::optional<core::Refusal> CheckLossPerTrade(const CheckInput& in);

std::optional<core::Refusal> CheckLossPerTrade(const CheckInput& in) {
  if (in.reduces_risk || !in.terms.planned_stop) return std::nullopt;
  const portfolio::Ledger& ledger = *in.account.ledger;
  const core::Decimal rate = ledger.rate(ledger.universe().at(in.terms.instrument).quote);
  const core::Decimal limit = ShareOfEquity(ledger, *in.limits.loss_per_trade);
  const core::Decimal in_quote = in.unit_cost - in.terms.planned_stop->value();
  if (!in_quote.is_positive()) return core::Refusal{"loss_per_trade", 0, limit.ToDouble(), {}};
  const core::Decimal unit = core::Mul(in_quote, rate, core::Rounding::kUp);
  const core::Decimal loss = core::Mul(in.terms.quantity.value(), unit, core::Rounding::kUp);
  if (loss <= limit) return std::nullopt;
  return core::Refusal{"loss_per_trade", loss.ToDouble(), limit.ToDouble(),
                       QuantityWorth(limit, unit)};
}

}  // namespace keel::risk
