// SPDX-License-Identifier: MIT
// A recorded book with its trades, proven to have no hole, on one clock.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "core/bar.h"
#include "core/book_delta.h"
#include "core/instrument.h"

namespace keel::market {

/// What one order of another did, in a recording that names every order.
struct OrderFlow {
  enum class Deed : uint8_t { kAdded, kLess, kTraded };
  Deed deed = Deed::kAdded;
  uint64_t order = 0;
  core::Side side = core::Side::kBuy;
  core::Price price;
  core::Quantity quantity;  ///< added, or what left it: canceled or traded
};

/// What one message said. Times in it are those of `at_venue`.
struct RecordedChange {
  base::UnixNanos at_venue;  ///< when it happened there, by the recorder's clock
  base::UnixNanos received;  ///< when the recorder heard it; never before at_venue
  std::variant<core::BookUpdate, core::TradeTick> what;
  /// Of a recording that names every order: what happened at the venue where `what` tells of it;
  /// absent where another change of the same event has it.
  std::optional<OrderFlow> flow = std::nullopt;
};

struct BookRecording {
  core::Symbol symbol;
  /// The finest steps that its prices and quantities are multiples of; no minimum is known.
  core::InstrumentFilters filters;
  /// In the order of receipt. The first book update is a snapshot; where numbers were missing the
  /// book is emptied until the next one.
  std::vector<RecordedChange> changes;
  /// The venue's clock minus the recorder's, taken from the fastest message as if it had taken no
  /// time: delays of the feed are told from that one on.
  base::Duration clock_offset;
  bool names_orders = false;  ///< places in queues are known from it, and no model's
  uint64_t gaps = 0;          ///< in the numbers of its updates
  uint64_t left_out = 0;      ///< messages of other kinds, and updates before the first snapshot
};

}  // namespace keel::market
