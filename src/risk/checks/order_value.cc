// SPDX-License-Identifier: MIT
#include <algorithm>

#include "risk/account_sums.h"
#include "risk/check.h"

namespace keel::risk {

/// One entry order is worth at most a share of equity and at most a fixed sum.
std::optional<core::Refusal> CheckOrderValue(const CheckInput& in);

std::optional<core::Refusal> CheckOrderValue(const CheckInput& in) {
  if (in.reduces_risk) return std::nullopt;
  std::optional<core::Decimal> limit = in.limits.order_value_max;
  if (in.limits.order_value_share) {
    const core::Decimal share = ShareOfEquity(*in.account.ledger, *in.limits.order_value_share);
    limit = limit ? std::min(*limit, share) : share;
  }
  if (!limit) return std::nullopt;
  const core::Decimal value =
      core::Mul(in.terms.quantity.value(), in.unit_value, core::Rounding::kUp);
  if (value <= *limit) return std::nullopt;
  return core::Refusal{"order_value", value.ToDouble(), limit->ToDouble(),
                       QuantityWorth(*limit, in.unit_value)};
}

}  // namespace keel::risk
