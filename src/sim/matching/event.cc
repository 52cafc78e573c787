// SPDX-License-Identifier: MIT
#include "sim/matching/event.h"

namespace keel::sim::matching {

const char* ToString(EventKind kind) {
  switch (kind) {
    case EventKind::kAccepted:
      return "accepted";
    case EventKind::kRejected:
      return "rejected";
    case EventKind::kTrade:
      return "trade";
    case EventKind::kTriggered:
      return "triggered";
    case EventKind::kReduced:
      return "reduced";
    case EventKind::kRefilled:
      return "refilled";
    case EventKind::kCanceled:
      return "canceled";
    case EventKind::kExpired:
      return "expired";
  }
  return "unknown";
}

const char* ToString(Reason reason) {
  switch (reason) {
    case Reason::kNone:
      return "none";
    case Reason::kBadId:
      return "an order id must not be zero";
    case Reason::kDuplicateId:
      return "an open order has this id already";
    case Reason::kUnknownId:
      return "no open order has this id";
    case Reason::kBadTerms:
      return "terms that do not go together";
    case Reason::kBadPrice:
      return "the price is missing, off the tick or out of range";
    case Reason::kBadQuantity:
      return "the quantity is off the lot or out of range";
    case Reason::kBadTrigger:
      return "the trigger price is missing, out of place or out of range";
    case Reason::kBadDisplay:
      return "the shown quantity is out of place or out of range";
    case Reason::kExpiryPassed:
      return "its time is over already";
    case Reason::kWouldTake:
      return "would take liquidity";
    case Reason::kWouldTrigger:
      return "would trigger immediately";
    case Reason::kBookFull:
      return "the book is full";
    case Reason::kByOwner:
      return "canceled by its owner";
    case Reason::kReplaced:
      return "replaced by its owner";
    case Reason::kUnfilledRest:
      return "could not fill at once";
    case Reason::kSelfTrade:
      return "would trade with its own account";
    case Reason::kGoodTillDate:
      return "its time is over";
    case Reason::kOtherActed:
      return "the order that it was linked with acted";
  }
  return "unknown";
}

}  // namespace keel::sim::matching
