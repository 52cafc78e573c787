// SPDX-License-Identifier: MIT
// Reads the bodies of Binance's REST answers; the `result` of a WebSocket-API response has the same
// shapes. Every reader says kCorrupt and names the field that is missing, of the wrong type or out
// of range.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/book_delta.h"
#include "venues/binance/exchange_rules.h"
#include "venues/binance/internal/json_reader.h"
#include "venues/binance/market_messages.h"
#include "venues/binance/rest_messages.h"

namespace keel::venues::binance {

class RestParser {
 public:
  base::Result<base::UnixNanos> ServerTime(std::string_view body);
  base::Result<ExchangeRules> Exchange(std::string_view body);
  /// A snapshot of the book, spot or USD-M, into `book`, whose room is used again.
  base::Status Depth(std::string_view body, core::InstrumentId instrument, base::UnixNanos received,
                     core::BookUpdate* book);
  /// Candles, oldest first. One counts as closed when its last millisecond is before `now`, the
  /// venue's time: the last one of an answer usually is still open.
  base::Result<std::vector<Kline>> Klines(std::string_view body, core::InstrumentId instrument,
                                          core::Timeframe timeframe, base::UnixNanos now);
  base::Result<std::vector<core::TradeTick>> Trades(std::string_view body);
  base::Result<std::vector<AggregateTrade>> AggregateTrades(std::string_view body);
  base::Result<AccountState> Account(std::string_view body);
  base::Result<KeyRestrictions> KeyRights(std::string_view body);
  /// An answer to a new order (ACK, RESULT or FULL), to a cancel or to a query.
  base::Result<VenueOrder> Order(std::string_view body);
  /// Open orders, all orders. Orders of a list (OCO) are ordinary rows there.
  base::Result<std::vector<VenueOrder>> Orders(std::string_view body);
  base::Result<std::vector<AccountTrade>> AccountTrades(std::string_view body);
  /// The answer to a cancel-replace, also the `data` of its error -2021 or -2022.
  base::Result<CancelReplaceAnswer> CancelReplace(std::string_view body);
  /// The order in the answer to an amendment that keeps its priority.
  base::Result<VenueOrder> Amended(std::string_view body);

 private:
  template <typename Row, typename ReadRow>
  base::Result<std::vector<Row>> List(std::string_view body, const char* what,
                                      const ReadRow& read_row);

  internal::JsonReader json_;
};

}  // namespace keel::venues::binance
