// SPDX-License-Identifier: MIT
// What happened in a paper account, one plain record a fact. They are kept on the disk before
// anybody hears of them, and a restart makes the account again from them.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "base/time.h"
#include "core/order.h"
#include "execution/venue_wire.h"

namespace keel::sim {

struct PaperDeposited {
  std::string coin;
  core::Decimal amount;
};
/// An order was accepted.
struct PaperPlaced {
  uint64_t number = 0;  ///< of the order, never used for a second one that was accepted
  std::string client_id;
  core::OrderTerms terms;
  core::Price limit;  ///< it never trades beyond; zero: it sells at any price
  base::UnixNanos time;
};
/// A stop or take-profit became active.
struct PaperTriggered {
  uint64_t number = 0;
  base::UnixNanos time;
};
struct PaperTraded {
  uint64_t number = 0;  ///< of the order
  uint64_t trade = 0;   ///< unique in its pair, rising
  core::Price price;
  core::Quantity quantity;
  core::Liquidity liquidity = core::Liquidity::kTaker;
  core::Decimal fee;  ///< in the coin that was received
  base::UnixNanos time;
};
/// An order ended otherwise than by its last trade.
struct PaperEnded {
  uint64_t number = 0;
  execution::VenueStatus status = execution::VenueStatus::kCanceled;
  base::UnixNanos time;
};
/// An order is for less, at its place in the queue.
struct PaperAmended {
  uint64_t number = 0;
  core::Quantity quantity;  ///< of the whole order
  base::UnixNanos time;
};

using PaperFact = std::variant<PaperDeposited, PaperPlaced, PaperTriggered, PaperTraded, PaperEnded,
                               PaperAmended>;

}  // namespace keel::sim
