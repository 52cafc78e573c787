// SPDX-License-Identifier: MIT
// Klines and day statistics of one market, exact, built from its trades as they happen: every
// period at once, so that no two of them can disagree.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "core/amount.h"
#include "core/timeframe.h"

namespace keel::exchange {

struct Candle {
  base::UnixNanos open_time;
  core::Price open, high, low, close;
  core::Quantity volume;
  core::Decimal quote_volume;
  core::Quantity taker_buy_volume;
  core::Decimal taker_buy_quote_volume;
  int64_t trades = 0;
  uint64_t first_trade = 0;  ///< 0: none
  uint64_t last_trade = 0;
};

/// One trade, or the trades of a past minute in one.
struct CandleInput {
  base::UnixNanos time;
  core::Price open, high, low, close;
  core::Quantity volume;
  core::Decimal quote_volume;
  core::Quantity taker_buy_volume;
  core::Decimal taker_buy_quote_volume;
  int64_t trades = 1;
  uint64_t trade = 0;  ///< its number; 0 of a past minute
};

/// Statistics of whole minutes up to now.
struct DayStatistics {
  core::Price open, high, low, last;
  core::Decimal weighted_average;
  core::Quantity volume;
  core::Decimal quote_volume;
  base::UnixNanos from, to;
  uint64_t first_trade = 0, last_trade = 0;
  int64_t trades = 0;
};

class CandleBoard {
 public:
  /// The periods, as Binance names them ("1s", "1m", ..., "1M").
  static std::span<const std::string_view> Names();
  /// The index of a name among Names().
  static std::optional<size_t> Find(std::string_view name);

  CandleBoard();

  /// Trades come in order of time.
  void Add(const CandleInput& input);
  /// Opens the candles of `now`, flat ones where nobody traded; nothing before the first trade.
  void AdvanceTo(base::UnixNanos now);

  /// Oldest first; the last one is still open. At most 50,000 a period (7,200 of seconds).
  const std::deque<Candle>& series(size_t period) const { return series_[period].candles; }
  /// When a candle of the period closes: its successor's open.
  base::UnixNanos CloseOf(size_t period, base::UnixNanos open) const {
    return series_[period].timeframe.CloseOf(open);
  }

  /// Of the last 24 hours; nothing before the first trade.
  std::optional<DayStatistics> Day(base::UnixNanos now) const;
  /// From the minute of `from` on, as far back as there are candles; nothing before the first
  /// trade.
  std::optional<DayStatistics> Since(base::UnixNanos from, base::UnixNanos now) const;
  /// Average price by volume of the last `minutes`, else the last price; zero before any trade.
  core::Decimal Average(int minutes) const;
  core::Price last() const { return last_; }

 private:
  struct Series {
    core::Timeframe timeframe;
    size_t most = 0;
    std::deque<Candle> candles;
  };
  static void Open(Series& series, base::UnixNanos time, core::Price price);
  DayStatistics Sum(size_t first_minute, base::UnixNanos now) const;

  std::vector<Series> series_;
  core::Price last_;
};

}  // namespace keel::exchange
