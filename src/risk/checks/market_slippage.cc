// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// A market entry may be expected to lose at most so much to spread and impact.
std::optional<core::Refusal> CheckMarketSlippage(const CheckInput& in);

std::optional<core::Refusal> CheckMarketSlippage(const CheckInput& in) {
  if (in.reduces_risk || in.terms.type != core::OrderType::kMarket ||
      !in.limits.soft.market_slippage) {
    return std::nullopt;
  }
  const double limit = *in.limits.soft.market_slippage;
  const double expected = in.market.ExpectedSlippage(in.terms.quantity.ToDouble());
  if (expected <= limit) return std::nullopt;
  const core::Quantity lot = in.account.ledger->universe().at(in.terms.instrument).lot;
  const core::Quantity room = WholeLots(in.market.QuantityWithSlippage(limit), lot);
  if (in.terms.quantity <= room) return std::nullopt;  // the root and the square round differently
  return core::Refusal{"market_slippage", expected, limit, room};
}

}  // namespace keel::risk
