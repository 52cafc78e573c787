// SPDX-License-Identifier: MIT
#include <algorithm>

#include "risk/check.h"

namespace keel::risk {
namespace {

using core::Decimal;
using core::Quantity;
using core::Rounding;

/// What is beyond the share of the median volume that one order may be; `least`: that much may be.
std::optional<core::Refusal> BeyondShare(const CheckInput& in, Quantity least) {
  if (!in.limits.soft.order_volume_share) return std::nullopt;
  const double share = *in.limits.soft.order_volume_share;
  const double quantity = in.terms.quantity.ToDouble();
  if (in.market.liquidity->MedianAtLeast(quantity / share)) return std::nullopt;
  const double limit = share * in.market.liquidity->median_five_minute_volume();
  const Quantity lot = in.account.ledger->universe().at(in.terms.instrument).lot;
  const Quantity room = std::max(WholeLots(limit, lot), least);
  if (in.terms.quantity <= room) return std::nullopt;  // quotient and product round differently
  return core::Refusal{"volume_share", quantity, limit, room};
}

/// The smallest order that the venue takes at the last price.
Quantity LeastOrder(const CheckInput& in) {
  const core::Instrument& pair = in.account.ledger->universe().at(in.terms.instrument);
  if (!in.market.last_price || !in.market.last_price->is_positive()) return pair.lot;
  const Decimal units = core::Div(pair.min_notional, in.market.last_price->value(), Rounding::kUp);
  return std::max(pair.lot, Quantity(core::RoundTo(units, pair.lot.value(), Rounding::kUp)));
}

}  // namespace

/// One entry takes at most a share of the median 5-minute volume of the last 24 hours.
std::optional<core::Refusal> CheckVolumeShare(const CheckInput& in);
/// So does a sale at the market when it is wanted: it is cut, to the smallest order at the least,
/// and goes on later. A resting exit covers the whole position, and what takes its place sells it.
std::optional<core::Refusal> CheckExitVolumeShare(const CheckInput& in);

std::optional<core::Refusal> CheckVolumeShare(const CheckInput& in) {
  if (in.reduces_risk) return std::nullopt;
  return BeyondShare(in, {});
}

std::optional<core::Refusal> CheckExitVolumeShare(const CheckInput& in) {
  const bool cut = in.reduces_risk && in.leaving == Leaving::kInParts &&
                   in.terms.type == core::OrderType::kMarket;
  if (!cut) return std::nullopt;
  return BeyondShare(in, LeastOrder(in));
}

}  // namespace keel::risk
