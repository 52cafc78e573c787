// SPDX-License-Identifier: MIT
// Reads the messages of Binance's public streams, raw or wrapped by a combined stream. Each usual
// layout is scanned in one pass; whatever differs goes through simdjson, to the same result.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "venues/binance/internal/json_reader.h"
#include "venues/binance/market_messages.h"
#include "venues/binance/symbol_table.h"

namespace keel::venues::binance {

class MarketParser {
 public:
  explicit MarketParser(const std::vector<ListedPair>& pairs);

  /// Reads one message into `message`, whose room is used again; after an error its content is
  /// unspecified. kCorrupt names the field that is missing, of the wrong type or out of range;
  /// kNotFound a pair that was not listed; kUnsupported an event that nobody knows.
  base::Status Parse(std::string_view text, base::UnixNanos received, MarketMessage* message);

  /// As Parse, through simdjson whatever the layout: what the scanner is held to by tests.
  base::Status ParseGeneral(std::string_view text, base::UnixNanos received,
                            MarketMessage* message);

  /// Messages that the scanner left to simdjson.
  uint64_t slow_messages() const { return slow_messages_; }

 private:
  SymbolTable symbols_;
  internal::JsonReader json_;
  uint64_t slow_messages_ = 0;
};

}  // namespace keel::venues::binance
