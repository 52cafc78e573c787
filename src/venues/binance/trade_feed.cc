// SPDX-License-Identifier: MIT
#include "venues/binance/trade_feed.h"

#include <fmt/format.h>

#include <algorithm>

namespace keel::venues::binance {
namespace {

// So much later, a number that was there already is another trade's: the venue counts anew, as a
// testnet does when it is set back. A trade that is repeated is never later at all.
constexpr base::Duration kAnotherTrade = base::Minutes(1);

}  // namespace

bool TradeFeed::Follows(const core::TradeTick& tick) {
  if (begun_ && (!held_.empty() || tick.id != told_ + 1)) return false;
  begun_ = true;
  told_ = newest_ = tick.id;
  newest_time_ = tick.time;
  return true;
}

void TradeFeed::Tell(const core::TradeTick& tick) {
  due_.push_back(tick);
  told_ = tick.id;
}

void TradeFeed::OnTrade(const core::TradeTick& tick, base::UnixNanos now) {
  if (tick.id <= newest_) {
    if (tick.time < newest_time_ + kAnotherTrade) return;  // repeated
    while (!held_.empty()) GiveUp("the venue counts its trades anew", now);
    remarks_.push_back(fmt::format("the venue counts its trades anew, from {}", tick.id));
    told_ = tick.id - 1;
  }
  if (held_.size() == kMostHeld) GiveUp("too many came after them", now);
  newest_ = tick.id;
  newest_time_ = tick.time;
  held_.push_back(tick);
  Drain(now);
}

/// Tells what has nothing missing before it, and sees to the next hole.
void TradeFeed::Drain(base::UnixNanos now) {
  const uint64_t before = told_;
  for (; !held_.empty() && held_.front().id == told_ + 1; held_.pop_front()) Tell(held_.front());
  if (held_.empty()) {
    ask_at_ = give_up_at_ = base::kEndOfTime;
    return;
  }
  const bool is_new = give_up_at_ == base::kEndOfTime || told_ != before;
  if (!is_new) return;
  give_up_at_ = now + kPatience;
  ask_at_ = now;
  if (held_.front().id - told_ > kMostMissing) return GiveUp("they are too many to fetch", now);
  OnTimer(now);
}

void TradeFeed::Remark(uint64_t next, const char* why) {
  remarks_.push_back(fmt::format("trades {} to {} are left out: {}", told_ + 1, next - 1, why));
}

/// Requires that trades wait.
void TradeFeed::GiveUp(const char* why, base::UnixNanos now) {
  if (held_.front().id > told_ + 1) Remark(held_.front().id, why);
  told_ = held_.front().id - 1;
  asked_ = wish_ = false;
  Drain(now);
}

void TradeFeed::OnTimer(base::UnixNanos now) {
  if (now >= give_up_at_) GiveUp("the venue did not tell them in time", now);
  if (asked_ || now < ask_at_) return;
  asked_ = wish_ = true;
  ask_at_ = base::kEndOfTime;
}

int TradeFeed::history_rows() const {
  const uint64_t missing = held_.empty() ? 1 : held_.front().id - told_ - 1;
  return static_cast<int>(std::min<uint64_t>(missing, kPage));
}

base::UnixNanos TradeFeed::next_timer() const {
  return asked_ ? give_up_at_ : std::min(ask_at_, give_up_at_);
}

void TradeFeed::OnHistoryFailed(base::UnixNanos now) {
  asked_ = wish_ = false;
  if (!held_.empty()) ask_at_ = now + kRetry;
}

void TradeFeed::OnHistory(std::span<const core::TradeTick> trades, base::UnixNanos now) {
  asked_ = wish_ = false;
  const uint64_t before = told_;
  for (const core::TradeTick& trade : trades) {
    if (held_.empty()) return;  // given up meanwhile
    if (trade.id <= told_) continue;
    const bool reaches = trade.id >= held_.front().id;
    const uint64_t next = reaches ? held_.front().id : trade.id;
    if (next > told_ + 1) Remark(next, "the venue does not have them");
    told_ = next - 1;
    if (!reaches) {
      Tell(trade);
      continue;
    }
    Drain(now);
    return;
  }
  if (held_.empty()) return;
  if (told_ == before) {
    ask_at_ = now + kRetry;
    return;
  }
  Drain(now);
  if (held_.empty() || asked_) return;
  ask_at_ = now;  // a whole page: there is more
  OnTimer(now);
}

}  // namespace keel::venues::binance
