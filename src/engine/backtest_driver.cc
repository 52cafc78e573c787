// SPDX-License-Identifier: MIT
#include "engine/backtest_driver.h"

#include <algorithm>

namespace keel::engine {
namespace {

constexpr int64_t kInstantsPerPoll = 1 << 14;

}  // namespace

BacktestDriver::BacktestDriver(Engine& engine, sim::SimVenue& venue, std::vector<BarStream> streams,
                               DriverOptions options)
    : engine_(engine),
      venue_(venue),
      streams_(std::move(streams)),
      options_(std::move(options)),
      closes_(streams_.size(), base::kEndOfTime),
      cursors_(streams_.size(), 0) {}

base::UnixNanos BacktestDriver::NextInternal() const {
  return std::min(
      {venue_.next_time(), venue_.reports().next_time(), next_delisting(), engine_.next_timer()});
}

void BacktestDriver::RunUntil(base::UnixNanos t) {
  while (true) {
    const base::UnixNanos next = NextInternal();
    if (next > t || next == base::kEndOfTime) return;
    if (venue_.next_time() == next) {
      venue_.Step();
    } else if (venue_.reports().next_time() == next) {
      engine_.Dispatch(next, venue_.reports().Pop());
    } else if (next_delisting() == next) {
      SettleDelisting();
    } else {
      engine_.OnTimer(next);
    }
  }
}

void BacktestDriver::BeginNextBar(size_t i) {
  const BarStream& stream = streams_[i];
  if (cursors_[i] == stream.bars.size()) {
    closes_[i] = base::kEndOfTime;
    ended_.push_back(i);
    return;
  }
  const core::Bar& bar = stream.bars[cursors_[i]];
  closes_[i] = stream.timeframe.CloseOf(bar.open_time);
  venue_.BeginBar(stream.instrument, bar, closes_[i]);
}

void BacktestDriver::EndStream(size_t i, base::UnixNanos t) {
  const BarStream& stream = streams_[i];
  if (!stream.delisted_at_end || stream.bars.empty()) {
    venue_.EndBars(stream.instrument);
    return;
  }
  const core::Price price = engine_.DelistingPrice(stream.instrument, options_.delisting_haircut);
  const base::UnixNanos heard_at = venue_.Delist(stream.instrument, t);
  const auto at =
      std::partition_point(delistings_.begin(), delistings_.end(),
                           [&](const Delisting& other) { return other.heard_at > heard_at; });
  delistings_.insert(at, {heard_at, {stream.instrument, price, t}});
  while (next_delisting() == t) SettleDelisting();
}

void BacktestDriver::EndStreams(base::UnixNanos t) {
  for (const size_t i : ended_) EndStream(i, t);
  ended_.clear();
}

void BacktestDriver::SettleDelisting() {
  const auto [heard_at, event] = delistings_.back();
  delistings_.pop_back();
  venue_.Settle(event.instrument, engine_.Deliverable(event.instrument), event.last_price);
  engine_.Dispatch(heard_at, event);
}

// One bar closes, which is all there is to an instant of a run of one pair.
void BacktestDriver::CloseOne(size_t i, base::UnixNanos t) {
  const BarStream& stream = streams_[i];
  const size_t at = cursors_[i]++;
  const PricingBar closing{stream.instrument, &stream.bars[at],
                           stream.trades.empty() ? nullptr : &stream.trades[at]};
  BeginNextBar(i);
  engine_.DispatchBar(t, closing);
  ++bars_;
}

// Every bar that closes at t, all seen before the venue's next bars can answer what is sent now.
void BacktestDriver::Close(base::UnixNanos t) {
  closing_.clear();
  for (size_t i = 0; i < streams_.size(); ++i) {
    if (closes_[i] != t) continue;
    const BarStream& stream = streams_[i];
    const core::Bar& bar = stream.bars[cursors_[i]];
    const core::TradeTick* trade = stream.trades.empty() ? nullptr : &stream.trades[cursors_[i]];
    closing_.push_back({stream.instrument, &bar, trade});
    ++cursors_[i];
    BeginNextBar(i);
  }
  engine_.DispatchBars(t, closing_);
  bars_ += static_cast<int64_t>(closing_.size());
}

BacktestDriver::Instant BacktestDriver::NextInstant() const {
  Instant next{closes_[0], 0, true};
  for (size_t i = 1; i < closes_.size(); ++i) {
    if (closes_[i] == next.time) {
      next.alone = false;
    } else if (closes_[i] < next.time) {
      next = {closes_[i], i, true};
    }
  }
  return next;
}

bool BacktestDriver::Run() {
  if (streams_.empty()) return true;
  int64_t total = 0;
  for (size_t i = 0; i < streams_.size(); ++i) {
    total += static_cast<int64_t>(streams_[i].bars.size());
    BeginNextBar(i);
  }
  for (int64_t instant = 0;; ++instant) {
    const Instant next = NextInstant();
    if (next.time == base::kEndOfTime) break;
    if (NextInternal() <= next.time) RunUntil(next.time);
    if (next.alone) {
      CloseOne(next.stream, next.time);
    } else {
      Close(next.time);
    }
    if (!ended_.empty()) EndStreams(next.time);
    if (instant % kInstantsPerPoll != 0) continue;
    if (options_.progress) options_.progress(bars_, total);
    if (options_.interrupted != nullptr && options_.interrupted->load()) {
      engine_.CloseBooks();
      return false;
    }
  }
  RunUntil(base::kEndOfTime);  // what is still on its way
  engine_.CloseBooks();
  if (options_.progress) options_.progress(total, total);
  return true;
}

}  // namespace keel::engine
