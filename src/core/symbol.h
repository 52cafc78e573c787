// SPDX-License-Identifier: MIT
// How a traded pair is named: ccxt's form BASE/QUOTE[:SETTLE], with other spellings understood.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace keel::core {

/// BTC/USDT, or BTC/USDT:USDT for a perpetual contract.
struct Symbol {
  std::string base;
  std::string quote;
  std::string settle;  ///< empty for spot

  friend bool operator==(const Symbol&, const Symbol&) = default;
  std::string ToString() const;  ///< "BTC/USDT:USDT"
  std::string FileStem() const;  ///< "BTC_USDT_USDT": safe in a file name
  bool is_perpetual() const { return !settle.empty(); }
};

/// Reads "BTC/USDT", "BTC-USDT", "BTC_USDT", "BTCUSDT" (quote guessed from the known quote coins),
/// "BTC/USDT:USDT", any case. kUsage where no base and quote can be told.
base::Result<Symbol> ParseSymbol(std::string_view text);

}  // namespace keel::core
