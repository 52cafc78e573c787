// SPDX-License-Identifier: MIT
// The layouts that Binance really sends, character by character, in one pass. Anything else, also
// what is wrong, is left to the general reader: a scanner only ever says yes to what that one
// would read the same.
#pragma once

#include <string_view>

#include "base/time.h"
#include "venues/binance/market_messages.h"
#include "venues/binance/symbol_table.h"

namespace keel::venues::binance::internal {

/// Fills `message` and says true, or says false with `message` in any state.
bool ScanMarket(std::string_view text, const SymbolTable& symbols, base::UnixNanos received,
                MarketMessage* message);

}  // namespace keel::venues::binance::internal
