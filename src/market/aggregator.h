// SPDX-License-Identifier: MIT
// Coarser candles from finer ones or from trades, one at a time, so that a backtest and a live
// session see a candle at the same instant: its close, never before.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "core/bar.h"
#include "core/timeframe.h"

namespace keel::market {

/// Whether every `from` candle lies inside one `to` candle; kUsage says why not (3m into 5m, 1w
/// into 1M). A timeframe nests in itself.
base::Status CanAggregate(core::Timeframe from, core::Timeframe to);

/// The bars that one update completed, oldest first: none, one, or (after a hole) two.
class CompletedBars {
 public:
  const core::Bar* begin() const { return bars_.data(); }
  const core::Bar* end() const { return bars_.data() + size_; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const core::Bar& operator[](size_t i) const { return bars_[i]; }
  void Add(const core::Bar& bar) { bars_[size_++] = bar; }

 private:
  std::array<core::Bar, 2> bars_;
  size_t size_ = 0;
};

/// Candles of `to` from candles of `from`. Open of the first, highest high, lowest low, close of
/// the last, sum of the volumes. A candle is complete when its last finer candle is; where that one
/// is missing, when a candle of a later one arrives, or when time passes its close (Flush). A
/// period without any finer candle has none. Requires CanAggregate(from, to), else CHECK.
class BarAggregator {
 public:
  BarAggregator(core::Timeframe from, core::Timeframe to);

  /// Takes the next finer candle, visible at its own close. Open times must ascend (CHECK).
  CompletedBars Update(const core::Bar& fine);
  /// The candle under way, if its close is at or before `now`. A driver calls it as time passes,
  /// after the updates of that instant.
  std::optional<core::Bar> Flush(base::UnixNanos now);
  /// When the candle under way closes; nothing where none is.
  std::optional<base::UnixNanos> pending_close() const;

 private:
  core::Timeframe from_;
  core::Timeframe to_;
  std::optional<core::Bar> pending_;
  base::UnixNanos pending_close_;
  base::UnixNanos last_open_ = base::kBeginningOfTime;
};

/// Candles of `to` from trades: a trade at the very close belongs to the next candle. A trade never
/// completes its own candle, because more may follow at the same instant.
class TradeAggregator {
 public:
  explicit TradeAggregator(core::Timeframe to) : to_(to) {}

  /// Takes the next trade; times must not go back (CHECK). Gives the earlier candle that it ends.
  std::optional<core::Bar> Update(const core::TradeTick& trade);
  /// As BarAggregator.
  std::optional<core::Bar> Flush(base::UnixNanos now);
  std::optional<base::UnixNanos> pending_close() const;

 private:
  core::Timeframe to_;
  std::optional<core::Bar> pending_;
  core::Quantity volume_;  ///< of the candle under way, exact
  base::UnixNanos pending_close_;
  base::UnixNanos last_time_ = base::kBeginningOfTime;
};

/// All candles that BarAggregator completes over `fine`. A last candle that has not closed by the
/// close of the last finer one is left out, as it would not be visible yet.
std::vector<core::Bar> Aggregate(std::span<const core::Bar> fine, core::Timeframe from,
                                 core::Timeframe to);

}  // namespace keel::market
