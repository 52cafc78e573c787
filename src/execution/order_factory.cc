// SPDX-License-Identifier: MIT
#include "execution/order_factory.h"

namespace keel::execution {

using core::Decimal;
using core::OrderType;
using core::Rounding;
using core::Side;

std::optional<core::Order> OrderFactory::Make(const core::Intent& intent, core::Quantity quantity,
                                              core::OrderId id, base::UnixNanos now,
                                              core::Refusal* refusal) const {
  const core::Instrument& pair = universe_->at(intent.terms.instrument);
  const bool buys = intent.terms.side == Side::kBuy;
  const Decimal tick = pair.tick.value();

  core::Order order;
  order.id = id;
  order.strategy = intent.strategy;
  order.terms = intent.terms;
  order.reason = intent.reason;
  order.created_at = now;
  order.reference_price = intent.reference_price;
  order.reduces_risk = !buys;
  order.decision = intent.decision;
  core::OrderTerms& terms = order.terms;
  terms.quantity =
      core::Quantity(core::RoundTo(quantity.value(), pair.lot.value(), Rounding::kDown));
  terms.limit_price = core::Price(
      core::RoundTo(terms.limit_price.value(), tick, buys ? Rounding::kFloor : Rounding::kCeiling));
  // A stop waits on the far side of the market in its own direction, a target on the other.
  const bool waits_above = (terms.type == OrderType::kTakeProfit) != buys;
  terms.stop_price = core::Price(core::RoundTo(
      terms.stop_price.value(), tick, waits_above ? Rounding::kFloor : Rounding::kCeiling));

  if (terms.quantity.is_zero()) {
    *refusal = {"lot", quantity.ToDouble(), pair.lot.ToDouble(), {}};
    return std::nullopt;
  }
  core::Price price = terms.limit_price;
  if (!price.is_positive()) price = terms.stop_price;
  if (!price.is_positive()) price = core::Price::FromDouble(intent.reference_price, pair.tick);
  const Decimal value = core::Notional(price, terms.quantity);
  if (value < pair.min_notional) {
    *refusal = {"min_notional", value.ToDouble(), pair.min_notional.ToDouble(), {}};
    return std::nullopt;
  }
  if (terms.type == OrderType::kMarket && buys && market_protection_) {
    order.protection_price = core::Price(Decimal::FromDouble(
        intent.reference_price * (1 + *market_protection_), tick, Rounding::kFloor));
  }
  return order;
}

}  // namespace keel::execution
