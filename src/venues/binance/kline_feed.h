// SPDX-License-Identifier: MIT
// From candles that a stream repeats, drops and cuts off to bars of which each comes once and none
// is left out: what the stream did not tell is asked of the history (fault F29).
//
// Pure: time comes in, and that a history is wanted is a result.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "venues/binance/market_messages.h"

namespace keel::venues::binance {

struct KlineFeedOptions {
  core::InstrumentId instrument;
  core::Timeframe timeframe;
  /// Open time of the last bar that is known: those after it are wanted. Absent: the first bar is
  /// the first one that closes while we listen.
  std::optional<base::UnixNanos> after;
  base::Duration grace = base::Seconds(5);        ///< after a close, for the stream to tell of it
  base::Duration first_retry = base::Seconds(1);  ///< doubles up to last_retry
  base::Duration last_retry = base::Minutes(1);
};

class KlineFeed {
 public:
  /// Closed candles that wait for the history before them; beyond it they come from there too.
  static constexpr size_t kMaxHeld = 64;
  static constexpr int kPage = 1000;  ///< candles that a history has at most

  explicit KlineFeed(const KlineFeedOptions& options);

  /// A candle of the stream, open or closed. Requires the feed's pair and timeframe.
  void OnKline(const Kline& kline, base::UnixNanos now);
  /// The history from `history_from()` on, oldest first, open candles included.
  void OnHistory(std::span<const Kline> klines, base::UnixNanos now);
  void OnHistoryFailed(base::UnixNanos now);
  /// `now` is our time.
  void OnTimer(base::UnixNanos now);
  base::UnixNanos next_timer() const;

  /// Bars that are due, in order; to be taken after every call.
  std::vector<core::Bar> TakeBars() { return std::exchange(bars_, {}); }
  /// Whether a history is to be asked for now; said once, until it came or failed.
  bool TakeWish();
  /// Open time of the first candle that is missing. Requires that a history was wanted.
  base::UnixNanos history_from() const { return *expected_; }
  /// Candles that the venue itself does not have, one sentence each.
  std::vector<std::string> TakeRemarks() { return std::exchange(remarks_, {}); }

  const KlineFeedOptions& options() const { return options_; }
  uint64_t filled() const { return filled_; }  ///< bars that came from the history

 private:
  std::optional<core::Bar> BarOf(const Kline& kline);
  void Accept(const core::Bar& bar);
  void Drain();
  bool misses_bars() const { return expected_ && seen_open_ > *expected_; }
  void AskAtClose(base::UnixNanos now);
  void AskLater(base::UnixNanos now);
  void Remark(base::UnixNanos next);

  KlineFeedOptions options_;
  std::optional<base::UnixNanos> expected_;             // open time of the next bar
  std::map<base::UnixNanos, core::Bar> held_;           // closed, later than expected_
  base::UnixNanos seen_open_ = base::kBeginningOfTime;  // latest candle that is known to have begun
  base::UnixNanos ask_at_ = base::kEndOfTime;           // for the history, if nothing comes before
  base::Duration retry_{};                              // zero: the last history was of use
  bool asked_ = false;
  bool wish_ = false;
  int barren_ = 0;  // histories in a row that did not have the bar that is expected
  uint64_t filled_ = 0;
  std::vector<core::Bar> bars_;
  std::vector<std::string> remarks_;
};

}  // namespace keel::venues::binance
