// SPDX-License-Identifier: MIT
#include "engine/live_series.h"

#include <fmt/format.h>

#include <cmath>

namespace keel::engine {
namespace {

bool IsSound(const core::Bar& bar) {
  const double prices[] = {bar.open, bar.high, bar.low, bar.close};
  for (const double price : prices) {
    if (!std::isfinite(price) || price <= 0 || price > bar.high || price < bar.low) return false;
  }
  return std::isfinite(bar.volume) && bar.volume >= 0;
}

}  // namespace

LiveSeries::LiveSeries(Spec spec, std::vector<core::Bar> past, size_t room)
    : spec_(std::move(spec)) {
  bars_.reserve(past.size() + room);
  bars_.insert(bars_.end(), past.begin(), past.end());
}

LoadedSeries LiveSeries::Loaded() const {
  LoadedSeries loaded;
  loaded.symbol = spec_.symbol;
  loaded.filters = spec_.filters;
  loaded.timeframe = spec_.timeframe;
  loaded.bars = {bars_.data(), bars_.capacity()};
  loaded.record.timeframe = loaded.record.detail_timeframe = spec_.timeframe.name();
  loaded.record.declared_adv = spec_.declared_adv;
  return loaded;
}

void LiveSeries::CutFrom(base::UnixNanos open_time) {
  std::erase_if(bars_, [&](const core::Bar& bar) { return bar.open_time >= open_time; });
}

base::UnixNanos LiveSeries::next_open() const {
  return bars_.empty() ? base::kBeginningOfTime : spec_.timeframe.CloseOf(bars_.back().open_time);
}

base::Status LiveSeries::Append(const core::Bar& bar) {
  const std::string pair = spec_.symbol.ToString();
  if (!bars_.empty() && bar.open_time <= bars_.back().open_time) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("{}: the bar of {} is not after the last one", pair,
                                  base::FormatIso(bar.open_time)));
  }
  if (!IsSound(bar)) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("{}: the bar of {} has prices or a volume that no bar can have",
                                  pair, base::FormatIso(bar.open_time)));
  }
  if (bars_.size() == bars_.capacity()) {
    return base::Fail(
        base::ErrorCode::kUnsupported,
        fmt::format("{}: the session has no room for more bars: start it again", pair));
  }
  bars_.push_back(bar);
  return {};
}

}  // namespace keel::engine
