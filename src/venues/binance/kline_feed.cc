// SPDX-License-Identifier: MIT
#include "venues/binance/kline_feed.h"

#include <fmt/format.h>

#include <algorithm>

namespace keel::venues::binance {

KlineFeed::KlineFeed(const KlineFeedOptions& options) : options_(options) {
  if (!options_.after) return;
  expected_ = options_.timeframe.CloseOf(*options_.after);
  ask_at_ = base::kBeginningOfTime;
}

std::optional<core::Bar> KlineFeed::BarOf(const Kline& kline) {
  const auto closed = ClosedBar(kline, {});
  if (closed) return *closed ? std::optional((*closed)->bar) : std::nullopt;
  remarks_.push_back("left out: " + closed.error().message);
  return std::nullopt;
}

void KlineFeed::Accept(const core::Bar& bar) {
  bars_.push_back(bar);
  expected_ = options_.timeframe.CloseOf(bar.open_time);
  barren_ = 0;
  retry_ = {};
}

void KlineFeed::Drain() {
  held_.erase(held_.begin(), held_.lower_bound(*expected_));
  while (!held_.empty() && held_.begin()->first == *expected_) {
    Accept(held_.begin()->second);
    held_.erase(held_.begin());
  }
}

void KlineFeed::AskAtClose(base::UnixNanos now) {
  ask_at_ = std::max(now, options_.timeframe.CloseOf(*expected_) + options_.grace);
}

void KlineFeed::AskLater(base::UnixNanos now) {
  retry_ = std::clamp(retry_ * 2, options_.first_retry, options_.last_retry);
  ask_at_ = now + retry_;
}

void KlineFeed::OnKline(const Kline& kline, base::UnixNanos now) {
  const base::UnixNanos open = kline.open_time;
  if (options_.timeframe.OpenOf(open) != open) return;
  if (!expected_) expected_ = open;
  const auto bar = BarOf(kline);
  seen_open_ = std::max(seen_open_, bar ? options_.timeframe.CloseOf(open) : open);
  const auto before = *expected_;
  if (bar && open >= *expected_ && held_.size() < kMaxHeld) held_.emplace(open, *bar);
  Drain();
  if (asked_ || retry_.ns > 0) return;
  if (misses_bars()) {
    ask_at_ = now;
    OnTimer(now);
  } else if (ask_at_ == base::kEndOfTime || before != *expected_) {
    AskAtClose(now);
  }
}

void KlineFeed::OnTimer(base::UnixNanos now) {
  if (asked_ || !expected_ || now < ask_at_) return;
  asked_ = wish_ = true;
  ask_at_ = base::kEndOfTime;
}

base::UnixNanos KlineFeed::next_timer() const { return asked_ ? base::kEndOfTime : ask_at_; }

bool KlineFeed::TakeWish() { return std::exchange(wish_, false); }

void KlineFeed::OnHistoryFailed(base::UnixNanos now) {
  asked_ = wish_ = false;
  AskLater(now);
}

void KlineFeed::Remark(base::UnixNanos next) {
  remarks_.push_back(fmt::format("the venue has no {} candles from {} to {}",
                                 options_.timeframe.name(), base::FormatIso(*expected_),
                                 base::FormatIso(next)));
}

void KlineFeed::OnHistory(std::span<const Kline> klines, base::UnixNanos now) {
  constexpr int kEnough = 3;
  asked_ = wish_ = false;
  const size_t before = bars_.size();
  for (const Kline& kline : klines) {
    seen_open_ = std::max(seen_open_, kline.open_time);
    if (!kline.closed || kline.open_time < *expected_) continue;
    const auto bar = BarOf(kline);
    if (!bar) continue;
    if (kline.open_time > *expected_) Remark(kline.open_time);
    Accept(*bar);
    ++filled_;
  }
  Drain();
  if (bars_.size() > before) {
    // A whole page: there is more. Otherwise the next one is due at its close.
    if (misses_bars()) {
      ask_at_ = now;
    } else {
      AskAtClose(now);
    }
    return;
  }
  AskLater(now);
  if (!misses_bars() || ++barren_ < kEnough || held_.empty()) return;
  Remark(held_.begin()->first);
  expected_ = held_.begin()->first;
  Drain();
  AskAtClose(now);
}

}  // namespace keel::venues::binance
