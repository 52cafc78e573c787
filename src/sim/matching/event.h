// SPDX-License-Identifier: MIT
// What a book did, one small record a fact, in the order in which it happened. Everything that a
// venue tells anybody (order reports, trades, an order-by-order feed) follows from these.
#pragma once

#include <cstdint>
#include <vector>

#include "core/bar.h"

namespace keel::sim::matching {

enum class EventKind : uint8_t {
  kAccepted,   ///< quantity: all of it; price: its limit or protection
  kRejected,   ///< nothing changed; reason says why
  kTrade,      ///< order: the taker, side: the taker's; price: the maker's
  kTriggered,  ///< a stop or take-profit became active; price: its trigger
  kReduced,    ///< quantity: what is open now, at the same place in the queue
  kRefilled,   ///< an iceberg shows its next slice, last in the queue; quantity: the slice
  kCanceled,   ///< asked for; quantity: what was open
  kExpired,    ///< ended by the book for `reason`; quantity: what was open
};
const char* ToString(EventKind kind);

enum class Reason : uint8_t {
  kNone,
  kBadId,         ///< zero
  kDuplicateId,   ///< that of an open order
  kUnknownId,     ///< of no open order
  kBadTerms,      ///< an unknown value, or terms that do not go together
  kBadPrice,      ///< absent, or outside the book's range
  kBadQuantity,   ///< not within 1 and the book's most, or no reduction
  kBadTrigger,    ///< absent, outside the book's range, or of an order without trigger
  kBadDisplay,    ///< negative, above the quantity, too many slices, or of what cannot rest
  kExpiryPassed,  ///< a kGtd order that ends now or earlier
  kWouldTake,     ///< post-only, but the price is on the other side
  kWouldTrigger,  ///< the last trade has reached the trigger already
  kBookFull,      ///< as many open orders, or as many lots, as the book holds
  kByOwner,       ///< canceled on request
  kReplaced,      ///< canceled by Replace
  kUnfilledRest,  ///< of a market, IOC or FOK order
  kSelfTrade,     ///< met an order of its account; counterpart: that order
  kGoodTillDate,  ///< its time is over
  kOtherActed,    ///< the order that it was linked with traded or triggered; counterpart: that one
};
const char* ToString(Reason reason);

/// One fact. `open` values count everything of an order that can still trade, hidden lots too.
struct Event {
  EventKind kind = EventKind::kAccepted;
  Reason reason = Reason::kNone;
  core::Side side = core::Side::kBuy;
  uint64_t order = 0;        ///< whom it is about; the taker of a trade
  uint64_t counterpart = 0;  ///< the maker of a trade; the other order of a prevented one
  int64_t price = 0;         ///< ticks
  int64_t quantity = 0;      ///< lots
  int64_t order_open = 0;    ///< lots of `order` left after it
  int64_t maker_open = 0;    ///< kTrade: lots of the maker left after it
  uint64_t trade = 0;        ///< kTrade: its number in this book, from 1

  friend bool operator==(const Event&, const Event&) = default;
};
static_assert(sizeof(Event) == 64, "an event is one cache line");

/// Where a book writes: appended to, never cleared, so that its memory is used again and again.
using Events = std::vector<Event>;

}  // namespace keel::sim::matching
