// SPDX-License-Identifier: MIT
#include "engine/backtest_driver.h"

namespace keel::engine {
namespace {

constexpr int64_t kInstantsPerPoll = 1 << 14;

}  // namespace

BacktestDriver::BacktestDriver(Engine& engine, sim::SimVenue& venue, std::vector<BarStream> streams,
                               DriverOptions options)
    : engine_(engine),
      venue_(venue),
      options_(std::move(options)),
      closes_(streams.size(), base::kEndOfTime) {
  for (BarStream& stream : streams) {
    const std::span<const core::Bar> bars = stream.bars;
    cursors_.push_back({std::move(stream), bars.data(), bars.data() + bars.size()});
  }
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

[[gnu::always_inline]] inline void BacktestDriver::BeginNextBar(size_t i) {
  const Cursor& cursor = cursors_[i];
  if (cursor.next == cursor.end) [[unlikely]] {
    closes_[i] = base::kEndOfTime;
    ended_.push_back(i);
    return;
  }
  closes_[i] = cursor.stream.timeframe.CloseOf(cursor.next->open_time);
  venue_.BeginBar(cursor.stream.instrument, *cursor.next, closes_[i]);
}

// The bar that closes now; the venue goes on to the next.
inline PricingBar BacktestDriver::TakeBar(size_t i) {
  Cursor& cursor = cursors_[i];
  const core::Bar* bar = cursor.next++;
  const std::span<const core::TradeTick> trades = cursor.stream.trades;
  const core::TradeTick* trade =
      trades.empty() ? nullptr : trades.data() + (bar - cursor.stream.bars.data());
  BeginNextBar(i);
  return {cursor.stream.instrument, bar, trade};
}

void BacktestDriver::EndStream(size_t i, base::UnixNanos t) {
  const BarStream& stream = cursors_[i].stream;
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

// Every bar that closes at t, all seen before the venue's next bars can answer what is sent now.
void BacktestDriver::Close(base::UnixNanos t) {
  closing_.clear();
  for (size_t i = 0; i < closes_.size(); ++i) {
    if (closes_[i] == t) closing_.push_back(TakeBar(i));
  }
  engine_.DispatchBars(t, closing_);
  bars_ += static_cast<int64_t>(closing_.size());
}

inline BacktestDriver::Instant BacktestDriver::NextInstant() const {
  const size_t count = closes_.size();
  const base::UnixNanos* closes = closes_.data();
  size_t first = 0;
  bool alone = true;
  for (size_t i = 1; i < count; ++i) {
    if (closes[i] > closes[first]) continue;
    alone = closes[i] < closes[first];
    if (alone) first = i;
  }
  return {closes[first], first, alone};
}

bool BacktestDriver::Run() {
  if (cursors_.empty()) return true;
  int64_t total = 0;
  for (size_t i = 0; i < cursors_.size(); ++i) {
    total += static_cast<int64_t>(cursors_[i].stream.bars.size());
    BeginNextBar(i);
  }
  for (int64_t instant = 0;; ++instant) {
    const Instant next = NextInstant();
    if (next.time == base::kEndOfTime) break;
    if (NextInternal() <= next.time) RunUntil(next.time);
    if (next.alone) {
      const PricingBar bar = TakeBar(next.stream);
      engine_.DispatchBars(next.time, std::span(&bar, 1));
      ++bars_;
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
  engine_.StopParents();
  RunUntil(base::kEndOfTime);  // what is still on its way
  engine_.CloseBooks();
  if (options_.progress) options_.progress(total, total);
  return true;
}

}  // namespace keel::engine
