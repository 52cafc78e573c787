// SPDX-License-Identifier: MIT
// From the venue's name of a pair to ours, at every message: a small open-addressed table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/instrument.h"

namespace keel::venues::binance {

struct ListedPair {
  std::string symbol;  ///< the venue's, "BTCUSDT"
  core::InstrumentId instrument;
};

class SymbolTable {
 public:
  /// Of a symbol that comes twice the first one counts.
  explicit SymbolTable(const std::vector<ListedPair>& pairs);

  std::optional<core::InstrumentId> Find(std::string_view symbol) const {
    for (size_t at = HashOf(symbol) & mask_; slots_[at].used; at = (at + 1) & mask_) {
      if (slots_[at].symbol == symbol) return slots_[at].instrument;
    }
    return std::nullopt;
  }
  /// As Find, for the lower-case name of a stream.
  std::optional<core::InstrumentId> FindLower(std::string_view symbol) const;

 private:
  struct Slot {
    bool used = false;
    core::InstrumentId instrument;
    std::string symbol;
  };
  static size_t HashOf(std::string_view symbol) {
    uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
    for (const char c : symbol) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return static_cast<size_t>(hash ^ (hash >> 29));
  }

  std::vector<Slot> slots_;  // at least twice as many as symbols, so one is always free
  size_t mask_ = 0;
};

}  // namespace keel::venues::binance
