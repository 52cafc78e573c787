// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// One order takes at most a share of the median 5-minute volume of the last 24 hours. A resting
/// exit (stop, target) is exempt: it must cover the whole position.
std::optional<core::Refusal> CheckVolumeShare(const CheckInput& in);

std::optional<core::Refusal> CheckVolumeShare(const CheckInput& in) {
  if (!in.limits.soft.order_volume_share) return std::nullopt;
  if (in.reduces_risk && in.terms.type != core::OrderType::kMarket) return std::nullopt;
  const double share = *in.limits.soft.order_volume_share;
  const double quantity = in.terms.quantity.ToDouble();
  if (in.market.liquidity->MedianAtLeast(quantity / share)) return std::nullopt;
  const double limit = share * in.market.liquidity->median_five_minute_volume();
  const core::Quantity lot = in.account.ledger->universe().at(in.terms.instrument).lot;
  const core::Quantity room = WholeLots(limit, lot);
  if (in.terms.quantity <= room) return std::nullopt;  // quotient and product round differently
  return core::Refusal{"volume_share", quantity, limit, room};
}

}  // namespace keel::risk
