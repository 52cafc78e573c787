// SPDX-License-Identifier: MIT
// The rules of the paper venue, in the words of Binance, whose market it plays.
#pragma once

#include <optional>

#include "core/instrument.h"
#include "core/order.h"
#include "execution/venue_wire.h"
#include "sim/matching/event.h"

namespace keel::sim {

/// Binance's MAX_NUM_ORDERS: of a pair, open at once.
inline constexpr int kMostOpenOrders = 200;

/// Whether it waits for a trade to reach a price.
bool HasTrigger(core::OrderType type);
/// Whether it takes what is there, and its rest ends at once: market orders, by a trigger or not.
bool TakesAtOnce(core::OrderType type);
/// Whether a trade at `price` triggers an order of these terms.
bool Reaches(core::Price price, const core::OrderTerms& terms);
/// As far as a buy without a limit goes; zero from zero.
core::Price UpTo5PercentAbove(core::Price from, core::Price tick);

struct PaperPrices {
  core::Price limit;     ///< zero: none
  core::Price value_at;  ///< for the order's value; zero: not known
};
/// Why the venue does not take such an order, whatever the market and the account.
std::optional<execution::Refused> RefusalByRules(const core::OrderTerms& terms,
                                                 const PaperPrices& prices,
                                                 const core::InstrumentFilters& filters);
/// What a refusal of the book means.
execution::Refused RefusalByBook(matching::Reason reason);

}  // namespace keel::sim
