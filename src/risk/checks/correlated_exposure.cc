// SPDX-License-Identifier: MIT
#include "risk/account_sums.h"
#include "risk/check.h"

namespace keel::risk {

/// Assets that move together are one bet: all that the account has of the order's cluster, open
/// buys of every pair and this order included, stays below a share of equity.
std::optional<core::Refusal> CheckCorrelatedExposure(const CheckInput& in);

std::optional<core::Refusal> CheckCorrelatedExposure(const CheckInput& in) {
  if (in.reduces_risk) return std::nullopt;
  const portfolio::Ledger& ledger = *in.account.ledger;
  const core::CurrencyId asset = ledger.universe().at(in.terms.instrument).base;
  if (asset == ledger.account_currency()) return std::nullopt;  // coming home is no exposure
  const core::Decimal before = ClusterHeld(in.account, asset, in.terms.oco_group);
  const core::Decimal limit = ShareOfEquity(ledger, *in.limits.cluster_exposure);
  const core::Decimal added =
      core::Mul(in.terms.quantity.value(), in.unit_value, core::Rounding::kUp);
  if (before + added <= limit) return std::nullopt;
  return core::Refusal{"correlated_exposure", (before + added).ToDouble(), limit.ToDouble(),
                       QuantityWorth(limit - before, in.unit_value)};
}

}  // namespace keel::risk
