// SPDX-License-Identifier: MIT
// An entry stays clear of the venue's minimum, so that what it bought can be sold again after a
// small fall.
#include "risk/check.h"

namespace keel::risk {

std::optional<core::Refusal> CheckMinNotional(const CheckInput& in);

std::optional<core::Refusal> CheckMinNotional(const CheckInput& in) {
  if (in.reduces_risk || !in.limits.order_value_floor || !in.market.last_price) return std::nullopt;
  const core::Instrument& pair = in.account.ledger->universe().at(in.terms.instrument);
  core::Price price = in.terms.limit_price;
  if (!price.is_positive()) price = in.terms.stop_price;
  if (!price.is_positive()) price = *in.market.last_price;
  const core::Decimal floor =
      core::Mul(pair.min_notional, *in.limits.order_value_floor, core::Rounding::kUp);
  const core::Decimal value = core::Notional(price, in.terms.quantity, core::Rounding::kDown);
  if (value >= floor) return std::nullopt;
  return core::Refusal{"min_notional", value.ToDouble(), floor.ToDouble(), {}};
}

}  // namespace keel::risk
