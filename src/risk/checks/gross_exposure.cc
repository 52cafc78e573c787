// SPDX-License-Identifier: MIT
#include <algorithm>

#include "risk/account_sums.h"
#include "risk/check.h"

namespace keel::risk {

/// All positions together, working buys and this order included, stay below a share of equity
/// and below a sum.
std::optional<core::Refusal> CheckGrossExposure(const CheckInput& in);

std::optional<core::Refusal> CheckGrossExposure(const CheckInput& in) {
  std::optional<core::Decimal> most = in.limits.gross_value_max;
  if (in.reduces_risk || !(most || in.limits.gross_exposure)) return std::nullopt;
  const core::Decimal before = GrossValue(in.account, in.terms.oco_group);
  if (in.limits.gross_exposure) {
    const core::Decimal share = ShareOfEquity(*in.account.ledger, *in.limits.gross_exposure);
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
