// SPDX-License-Identifier: MIT
#include "market/aggregator.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace keel::market {
namespace {

using base::UnixNanos;
using core::Bar;
using core::Timeframe;

bool Nests(Timeframe from, Timeframe to) {
  if (from == to) return true;
  if (from > to || from.is_month() || from.period() == base::Days(7)) return false;
  // Weeks and months begin at midnight, but not on a multiple of their length since 1970.
  const bool calendar = to.is_month() || to.period() == base::Days(7);
  const base::Duration whole = calendar ? base::Days(1) : to.period();
  return whole.ns % from.period().ns == 0;
}

std::optional<Bar> TakeIfClosed(std::optional<Bar>& pending, UnixNanos close, UnixNanos now) {
  if (!pending || now < close) return std::nullopt;
  return std::exchange(pending, std::nullopt);
}

}  // namespace

base::Status CanAggregate(Timeframe from, Timeframe to) {
  if (Nests(from, to)) return {};
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("{} candles do not fit into {} candles: choose a finer timeframe",
                                from.name(), to.name()));
}

BarAggregator::BarAggregator(Timeframe from, Timeframe to) : from_(from), to_(to) {
  CHECK(Nests(from, to), "candles that do not nest; CanAggregate tells");
}

CompletedBars BarAggregator::Update(const Bar& fine) {
  CHECK(fine.open_time > last_open_, "candles must come in ascending order");
  last_open_ = fine.open_time;
  CompletedBars completed;
  if (const auto earlier = Flush(fine.open_time)) completed.Add(*earlier);
  if (!pending_) {
    pending_ = fine;
    pending_->open_time = to_.OpenOf(fine.open_time);
    pending_close_ = to_.CloseOf(pending_->open_time);
  } else {
    pending_->high = std::max(pending_->high, fine.high);
    pending_->low = std::min(pending_->low, fine.low);
    pending_->close = fine.close;
    pending_->volume += fine.volume;
  }
  if (const auto own = Flush(from_.CloseOf(fine.open_time))) completed.Add(*own);
  return completed;
}

std::optional<Bar> BarAggregator::Flush(UnixNanos now) {
  return TakeIfClosed(pending_, pending_close_, now);
}

std::optional<UnixNanos> BarAggregator::pending_close() const {
  return pending_ ? std::optional(pending_close_) : std::nullopt;
}

std::optional<Bar> TradeAggregator::Update(const core::TradeTick& trade) {
  CHECK(trade.time >= last_time_, "trades must come in order of time");
  last_time_ = trade.time;
  std::optional<Bar> completed = Flush(trade.time);
  const double price = trade.price.ToDouble();
  if (!pending_) {
    pending_ = Bar{to_.OpenOf(trade.time), price, price, price, price, 0};
    pending_close_ = to_.CloseOf(pending_->open_time);
    volume_ = {};
  }
  volume_ += trade.quantity;
  pending_->high = std::max(pending_->high, price);
  pending_->low = std::min(pending_->low, price);
  pending_->close = price;
  pending_->volume = volume_.ToDouble();
  return completed;
}

std::optional<Bar> TradeAggregator::Flush(UnixNanos now) {
  return TakeIfClosed(pending_, pending_close_, now);
}

std::optional<UnixNanos> TradeAggregator::pending_close() const {
  return pending_ ? std::optional(pending_close_) : std::nullopt;
}

std::vector<Bar> Aggregate(std::span<const Bar> fine, Timeframe from, Timeframe to) {
  BarAggregator aggregator(from, to);
  std::vector<Bar> bars;
  bars.reserve(fine.size() * static_cast<size_t>(from.period().ns) /
                   static_cast<size_t>(to.period().ns) +
               2);
  for (const Bar& bar : fine) {
    for (const Bar& completed : aggregator.Update(bar)) bars.push_back(completed);
  }
  return bars;
}

}  // namespace keel::market
