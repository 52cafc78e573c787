// SPDX-License-Identifier: MIT
#include "venues/binance/market_messages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace keel::venues::binance {

base::Result<std::optional<core::BarClosed>> ClosedBar(const Kline& kline, core::SeriesId series) {
  if (!kline.closed) return std::optional<core::BarClosed>();
  const auto bad = [&](const char* why) {
    return base::Fail(base::ErrorCode::kCorrupt,
                      fmt::format("the {} candle of {} {}", kline.timeframe.name(),
                                  base::FormatIso(kline.open_time), why));
  };
  const auto [lowest, highest] = std::minmax(kline.open, kline.close);
  if (!kline.low.is_positive()) return bad("has a price of zero");
  if (kline.low > lowest || kline.high < highest) return bad("contradicts itself");
  const base::UnixNanos close_time = kline.timeframe.CloseOf(kline.open_time);
  if (kline.timeframe.OpenOf(kline.open_time) != kline.open_time ||
      kline.last_time + base::Milliseconds(1) != close_time) {
    return bad("has times that do not fit its timeframe");
  }
  const core::Bar bar{kline.open_time,      kline.open.ToDouble(),  kline.high.ToDouble(),
                      kline.low.ToDouble(), kline.close.ToDouble(), kline.volume.ToDouble()};
  return std::optional(core::BarClosed{series, kline.instrument, kline.timeframe, bar, close_time});
}

bool IsIgnoredEvent(std::string_view event) {
  constexpr std::array<std::string_view, 12> kIgnored = {
      "24hrMiniTicker",   "1hTicker",       "4hTicker",         "1dTicker",
      "avgPrice",         "referencePrice", "continuous_kline", "compositeIndex",
      "assetIndexUpdate", "contractInfo",   "indexPriceUpdate", "openInterest"};
  return std::ranges::find(kIgnored, event) != kIgnored.end();
}

}  // namespace keel::venues::binance
