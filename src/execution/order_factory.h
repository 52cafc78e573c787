// SPDX-License-Identifier: MIT
// Makes orders from approved intents: rounds to tick and lot, once and here only.
#pragma once

#include <optional>

#include "core/event.h"
#include "core/instrument.h"
#include "core/order.h"

namespace keel::execution {

class OrderFactory {
 public:
  /// `market_protection`: a market entry never trades further than this fraction from its
  /// reference (it is sent as a limit that is cancelled at once); absent: unprotected.
  OrderFactory(const core::Universe& universe, std::optional<double> market_protection)
      : universe_(&universe), market_protection_(market_protection) {}

  /// The same for the orders that are made from now on.
  void ChangeMarketProtection(std::optional<double> market_protection) {
    market_protection_ = market_protection;
  }

  /// The order for `quantity` of the intent, rounded: quantity down to the lot; a limit price away
  /// from the market, a trigger price toward it. Nothing where the rounded order is below the
  /// pair's minimum (lot or notional); `refusal` then says so.
  std::optional<core::Order> Make(const core::Intent& intent, core::Quantity quantity,
                                  core::OrderId id, base::UnixNanos now,
                                  core::Refusal* refusal) const;

 private:
  const core::Universe* universe_;
  std::optional<double> market_protection_;
};

}  // namespace keel::execution
