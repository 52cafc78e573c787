// SPDX-License-Identifier: MIT
#include "venues/binance/symbol_table.h"

#include <bit>

namespace keel::venues::binance {

SymbolTable::SymbolTable(const std::vector<ListedPair>& pairs)
    : slots_(std::bit_ceil(2 * pairs.size() + 2)), mask_(slots_.size() - 1) {
  for (const ListedPair& pair : pairs) {
    if (Find(pair.symbol)) continue;
    size_t at = HashOf(pair.symbol) & mask_;
    while (slots_[at].used) at = (at + 1) & mask_;
    slots_[at] = {true, pair.instrument, pair.symbol};
  }
}

std::optional<core::InstrumentId> SymbolTable::FindLower(std::string_view symbol) const {
  std::string upper(symbol);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return Find(upper);
}

}  // namespace keel::venues::binance
