// SPDX-License-Identifier: MIT
#include <algorithm>

#include "risk/check.h"

namespace keel::risk {

/// All positions together, working buys and this order included, stay below a share of equity
/// and below a sum.
std::optional<core::Refusal> CheckGrossExposure(const CheckInput& in);

std::optional<core::Refusal> CheckGrossExposure(const CheckInput& in) {
  std::optional<core::Decimal> most = in.limits.gross_value_max;
  if (in.reduces_risk || !(most || in.limits.gross_exposure)) return std::nullopt;
  const portfolio::Ledger& ledger = *in.account.ledger;
  const auto value_of = [&](const portfolio::WorkingOrders::Entry& entry) {
    const core::CurrencyId quote = ledger.universe().at(entry.instrument).quote;
    return core::Mul(entry.reserved(), ledger.rate(quote), core::Rounding::kUp);
  };
  const core::Decimal before =
      ledger.GrossExposure() + in.account.working->SumOfBuys(in.terms.oco_group, value_of);
  if (in.limits.gross_exposure) {
    const core::Decimal share =
        core::Mul(ledger.equity(), *in.limits.gross_exposure, core::Rounding::kDown);
    most = std::min(most.value_or(share), share);
  }
  const core::Decimal limit = *most;
  const core::Decimal added =
      core::Mul(in.terms.quantity.value(), in.unit_value, core::Rounding::kUp);
  if (before + added <= limit) return std::nullopt;
  return core::Refusal{"gross_exposure", (before + added).ToDouble(), limit.ToDouble(),
                       QuantityWorth(limit - before, in.unit_value)};
}

}  // namespace keel::risk
