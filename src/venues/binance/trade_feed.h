// SPDX-License-Identifier: MIT
// From the trades that a stream tells to trades of which none is left out. The venue numbers those
// of a pair one by one: what a reconnect lost shows in the numbers, is asked of the history, and is
// told before what came after it.
//
// Pure: time comes in, and that a history is wanted is a result.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "core/bar.h"

namespace keel::venues::binance {

class TradeFeed {
 public:
  static constexpr int kPage = 1000;              ///< trades that a history has at most
  static constexpr uint64_t kMostMissing = 5000;  ///< in one hole; of a larger one only its size
  static constexpr size_t kMostHeld = 20'000;     ///< trades that wait for those before them
  static constexpr base::Duration kPatience = base::Seconds(10);  ///< then a hole stays one
  static constexpr base::Duration kRetry = base::Seconds(1);      ///< after a history of no use

  /// Whether `tick` is the next one while nothing waits, which is the usual case: it counts as told
  /// then. The first one ever is the next one.
  bool Follows(const core::TradeTick& tick);
  /// A trade of the stream that does not follow.
  void OnTrade(const core::TradeTick& tick, base::UnixNanos now);
  /// The history from `history_from()` on, in the order of the numbers.
  void OnHistory(std::span<const core::TradeTick> trades, base::UnixNanos now);
  void OnHistoryFailed(base::UnixNanos now);
  void OnTimer(base::UnixNanos now);
  base::UnixNanos next_timer() const;

  /// Trades that are due, in order; to be taken after every call but Follows.
  std::vector<core::TradeTick> TakeTrades() { return std::exchange(due_, {}); }
  /// Whether a history is to be asked for now; said once, until it came or failed.
  bool TakeWish() { return std::exchange(wish_, false); }
  /// The number of the first trade that is missing.
  uint64_t history_from() const { return told_ + 1; }
  /// How many are to be asked for at once: 1 to kPage.
  int history_rows() const;
  /// Holes that stay, one sentence each.
  std::vector<std::string> TakeRemarks() { return std::exchange(remarks_, {}); }

 private:
  void Tell(const core::TradeTick& tick);
  void Drain(base::UnixNanos now);
  void GiveUp(const char* why, base::UnixNanos now);
  void Remark(uint64_t next, const char* why);

  bool begun_ = false;
  uint64_t told_ = 0;    // number of the last trade that was told
  uint64_t newest_ = 0;  // number of the last one that was heard
  base::UnixNanos newest_time_;
  std::deque<core::TradeTick> held_;  // later than the hole before them
  bool asked_ = false;                // a history is on its way
  bool wish_ = false;
  base::UnixNanos ask_at_ = base::kEndOfTime;
  base::UnixNanos give_up_at_ = base::kEndOfTime;
  std::vector<core::TradeTick> due_;
  std::vector<std::string> remarks_;
};

}  // namespace keel::venues::binance
