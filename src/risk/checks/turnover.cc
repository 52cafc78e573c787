// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// The fills since 00:00 UTC, all working orders and this one are together worth at most a multiple
/// of equity.
std::optional<core::Refusal> CheckTurnover(const CheckInput& in);

std::optional<core::Refusal> CheckTurnover(const CheckInput& in) {
  if (in.reduces_risk) return std::nullopt;
  const portfolio::Ledger& ledger = *in.account.ledger;
  const auto value_of = [&](const portfolio::WorkingOrders::Entry& entry) {
    const core::CurrencyId quote = ledger.universe().at(entry.instrument).quote;
    const core::Decimal in_quote =
        entry.side == core::Side::kBuy
            ? entry.reserved()
            : core::Notional(ledger.mark(entry.instrument), entry.open, core::Rounding::kUp);
    return core::Mul(in_quote, ledger.rate(quote), core::Rounding::kUp);
  };
  const portfolio::WorkingOrders& working = *in.account.working;
  const core::Decimal before = in.account.activity->turnover() +
                               working.SumOfBuys(in.terms.oco_group, value_of) +
                               working.SumOfSells(in.terms.oco_group, value_of);
  const core::Decimal limit =
      core::Mul(ledger.equity(), *in.limits.turnover_per_day, core::Rounding::kDown);
  const core::Decimal added =
      core::Mul(in.terms.quantity.value(), in.unit_value, core::Rounding::kUp);
  if (before + added <= limit) return std::nullopt;
  return core::Refusal{"turnover", (before + added).ToDouble(), limit.ToDouble(),
                       QuantityWorth(limit - before, in.unit_value)};
}

}  // namespace keel::risk
