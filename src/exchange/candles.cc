// SPDX-License-Identifier: MIT
#include "exchange/candles.h"

#include <algorithm>
#include <array>

namespace keel::exchange {
namespace {

using base::UnixNanos;
using core::Decimal;

constexpr std::array<std::string_view, 16> kNames = {"1s", "1m", "3m", "5m", "15m", "30m",
                                                     "1h", "2h", "4h", "6h", "8h",  "12h",
                                                     "1d", "3d", "1w", "1M"};
constexpr size_t kMinuteSeries = 1;
constexpr size_t kMostCandles = 50'000;
constexpr size_t kMostSeconds = 7'200;
constexpr int64_t kDayMinutes = 24 * 60;

}  // namespace

std::span<const std::string_view> CandleBoard::Names() { return kNames; }

std::optional<size_t> CandleBoard::Find(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<size_t>(found - kNames.begin());
}

CandleBoard::CandleBoard() {
  for (const std::string_view name : kNames) {
    const bool second = name == "1s";
    const auto timeframe =
        second ? core::Timeframe::Of(base::Seconds(1)) : core::Timeframe::Parse(name).value();
    series_.push_back({timeframe, second ? kMostSeconds : kMostCandles, {}});
  }
}

void CandleBoard::Open(Series& series, UnixNanos time, core::Price price) {
  const UnixNanos wanted = series.timeframe.OpenOf(time);
  auto& candles = series.candles;
  UnixNanos next = candles.empty() ? wanted : series.timeframe.CloseOf(candles.back().open_time);
  // After a long silence only as many flat candles as are kept are worth making.
  if ((wanted - next) / series.timeframe.period() > static_cast<int64_t>(series.most)) {
    candles.clear();
    next = wanted;
  }
  for (; next <= wanted; next = series.timeframe.CloseOf(next)) {
    candles.push_back({.open_time = next,
                       .open = price,
                       .high = price,
                       .low = price,
                       .close = price,
                       .volume = {},
                       .quote_volume = {},
                       .taker_buy_volume = {},
                       .taker_buy_quote_volume = {}});
    if (candles.size() > series.most) candles.pop_front();
  }
}

void CandleBoard::Add(const CandleInput& input) {
  const core::Price before = last_.is_zero() ? input.open : last_;
  for (Series& series : series_) {
    // The minutes of the past say nothing about seconds.
    if (input.trade == 0 && series.timeframe.period() < base::Minutes(1)) continue;
    const bool had = !series.candles.empty();
    const UnixNanos last_open = had ? series.candles.back().open_time : UnixNanos{};
    Open(series, input.time, before);
    Candle& candle = series.candles.back();
    if (!had || candle.open_time != last_open) candle.open = candle.high = candle.low = input.open;
    candle.high = std::max(candle.high, input.high);
    candle.low = std::min(candle.low, input.low);
    candle.close = input.close;
    candle.volume += input.volume;
    candle.quote_volume += input.quote_volume;
    candle.taker_buy_volume += input.taker_buy_volume;
    candle.taker_buy_quote_volume += input.taker_buy_quote_volume;
    candle.trades += input.trades;
    if (input.trade == 0) continue;
    if (candle.first_trade == 0) candle.first_trade = input.trade;
    candle.last_trade = input.trade;
  }
  last_ = input.close;
}

void CandleBoard::AdvanceTo(UnixNanos now) {
  if (last_.is_zero()) return;
  for (Series& series : series_) Open(series, now, last_);
}

std::optional<DayStatistics> CandleBoard::Day(UnixNanos now) const {
  const auto& minutes = series_[kMinuteSeries].candles;
  if (minutes.empty()) return std::nullopt;
  return Sum(minutes.size() - std::min<size_t>(minutes.size(), kDayMinutes), now);
}

std::optional<DayStatistics> CandleBoard::Since(UnixNanos from, UnixNanos now) const {
  const auto& minutes = series_[kMinuteSeries].candles;
  if (minutes.empty()) return std::nullopt;
  const auto found = std::ranges::lower_bound(
      minutes, series_[kMinuteSeries].timeframe.OpenOf(from), {}, &Candle::open_time);
  const auto first = static_cast<size_t>(found - minutes.begin());
  return Sum(std::min(first, minutes.size() - 1), now);
}

// Requires that there is such a minute.
DayStatistics CandleBoard::Sum(size_t first, UnixNanos now) const {
  const auto& minutes = series_[kMinuteSeries].candles;
  DayStatistics day;
  day.from = minutes[first].open_time;
  day.to = now;
  day.open = minutes[first].open;
  day.high = minutes[first].high;
  day.low = minutes[first].low;
  day.last = last_;
  for (size_t i = first; i < minutes.size(); ++i) {
    const Candle& minute = minutes[i];
    day.high = std::max(day.high, minute.high);
    day.low = std::min(day.low, minute.low);
    day.volume += minute.volume;
    day.quote_volume += minute.quote_volume;
    day.trades += minute.trades;
    if (minute.first_trade == 0) continue;
    if (day.first_trade == 0) day.first_trade = minute.first_trade;
    day.last_trade = minute.last_trade;
  }
  day.weighted_average = day.volume.is_zero()
                             ? day.last.value()
                             : Div(day.quote_volume, day.volume.value(), core::Rounding::kHalfEven);
  return day;
}

Decimal CandleBoard::Average(int minutes) const {
  const auto& candles = series_[kMinuteSeries].candles;
  const size_t count = std::min(candles.size(), static_cast<size_t>(minutes));
  Decimal quote;
  core::Quantity volume;
  for (size_t i = candles.size() - count; i < candles.size(); ++i) {
    quote += candles[i].quote_volume;
    volume += candles[i].volume;
  }
  if (volume.is_zero()) return last_.value();
  return Div(quote, volume.value(), core::Rounding::kHalfEven);
}

}  // namespace keel::exchange
