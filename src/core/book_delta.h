// SPDX-License-Identifier: MIT
// What a venue says about its order book: a whole one, or the levels that changed, with the numbers
// by which a reader proves that nothing is missing in between.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"
#include "core/amount.h"
#include "core/instrument.h"

namespace keel::core {

/// All that is offered at one price.
struct BookLevel {
  Price price;
  Quantity quantity;  ///< base units; zero in an update: the level is gone
  friend constexpr bool operator==(const BookLevel&, const BookLevel&) = default;
};

/// One message of a book feed. A reader fills one that its caller keeps, so that the room of the
/// two vectors is used again.
struct BookUpdate {
  InstrumentId instrument;
  base::UnixNanos event_time;     ///< at the venue; zero where the message has none
  base::UnixNanos received_time;  ///< here
  uint64_t first_update = 0;      ///< first change of the book that it contains
  uint64_t last_update = 0;       ///< last one; of a snapshot: the last that it already holds
  /// The `last_update` of the message before, at venues that send it.
  std::optional<uint64_t> previous_update;
  bool is_snapshot = false;     ///< replaces the book instead of changing it
  std::vector<BookLevel> bids;  ///< in the order of the venue, usually best first
  std::vector<BookLevel> asks;  ///< in the order of the venue, usually best first
};

}  // namespace keel::core
