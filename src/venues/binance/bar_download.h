// SPDX-License-Identifier: MIT
// A history of candles, page by page from its beginning to its end. Asking for candles again does
// no harm, so a page that fails is asked for again, a few times.
#pragma once

#include <string>

#include "execution/venue_connector.h"
#include "venues/binance/market_messages.h"

namespace keel::venues::binance {

class BarDownload {
 public:
  static constexpr int kPage = 1000;
  static constexpr int kMaxFailures = 6;         ///< in a row
  static constexpr int kMaxFailuresAtFirst = 2;  ///< before the first page: a wrong address

  BarDownload(execution::BarsQuery query, std::string symbol);

  /// Open time of the first candle of the next page.
  base::UnixNanos next() const { return next_; }
  const execution::BarsQuery& query() const { return query_; }
  const std::string& symbol() const { return symbol_; }

  /// Takes a page; its closed bars. kCorrupt where the order is not that of time.
  base::Result<execution::BarsPage> OnPage(const std::vector<Kline>& rows);
  bool done() const { return done_; }
  /// A page failed: how long to wait before it is asked for again; nothing where that is enough.
  std::optional<base::Duration> OnFailure();

 private:
  execution::BarsQuery query_;
  std::string symbol_;
  base::UnixNanos next_;
  bool done_ = false;
  bool begun_ = false;
  int failures_ = 0;
};

/// Puts a closed candle behind the page's bars, or why it cannot be one among what is left out.
bool AddRow(const Kline& row, execution::BarsPage* page);

/// The fewest decimals that write `value` exactly.
int DecimalsOf(core::Decimal value);

}  // namespace keel::venues::binance
