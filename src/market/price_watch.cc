// SPDX-License-Identifier: MIT
#include "market/price_watch.h"

#include <algorithm>
#include <functional>

namespace keel::market {

template <typename Beats>
double JumpWatch::Extreme::Update(base::UnixNanos t, double close, base::Duration length,
                                  Beats beats) {
  while (points.size() > first && !beats(points.back().close, close)) points.pop_back();
  points.push_back({t, close});
  while (t - points[first].time > length) ++first;
  if (first > 64 && 2 * first > points.size()) {
    points.erase(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(first));
    first = 0;
  }
  return points[first].close;
}

bool JumpWatch::Window::IsJump(base::UnixNanos t, double close) {
  const double high = highest.Update(t, close, length, std::greater<>());
  const double low = lowest.Update(t, close, length, std::less<>());
  return close > low * (1 + limit) || close < high * (1 - limit);
}

void JumpWatch::Window::Clear() {
  for (Extreme* extreme : {&highest, &lowest}) {
    extreme->points.clear();
    extreme->first = 0;
  }
}

JumpWatch::JumpWatch(base::Duration period, std::optional<double> in_five_minutes,
                     std::optional<double> in_a_minute, base::Duration memory)
    : period_(period), memory_(memory) {
  for (const auto& [limit, length] :
       {std::pair(in_five_minutes, base::Minutes(5)), std::pair(in_a_minute, base::Seconds(60))}) {
    if (limit && period <= length) windows_.push_back({length, *limit, {}, {}});
  }
}

std::optional<base::UnixNanos> JumpWatch::LastJump(std::span<const core::Bar> visible,
                                                   base::UnixNanos now) {
  if (windows_.empty()) return std::nullopt;
  const base::UnixNanos oldest = now - memory_ - base::Minutes(5);
  const auto first =
      std::partition_point(visible.begin() + static_cast<std::ptrdiff_t>(seen_), visible.end(),
                           [&](const core::Bar& bar) { return bar.open_time + period_ < oldest; });
  const auto at = static_cast<size_t>(first - visible.begin());
  if (at > seen_) {
    for (Window& window : windows_) window.Clear();
  }
  for (seen_ = at; seen_ < visible.size(); ++seen_) {
    const base::UnixNanos t = visible[seen_].open_time + period_;
    for (Window& window : windows_) {
      if (window.IsJump(t, visible[seen_].close)) last_ = t;
    }
  }
  return last_ && now - *last_ < memory_ ? last_ : std::nullopt;
}

std::optional<base::Duration> BelowFor(std::span<const core::Bar> visible, base::Duration period,
                                       double level, base::UnixNanos now, base::Duration enough) {
  std::optional<base::Duration> below;
  for (auto bar = visible.rbegin(); bar != visible.rend() && bar->close < level; ++bar) {
    below = now - (bar->open_time + period);
    if (*below >= enough) break;
  }
  return below;
}

double HourVolume(std::span<const core::Bar> visible, base::Duration period) {
  if (visible.empty()) return 0;
  const base::UnixNanos start = visible.back().open_time + period - base::Hours(1);
  double sum = 0;
  for (auto bar = visible.rbegin(); bar != visible.rend(); ++bar) {
    const base::Duration inside = bar->open_time + period - start;
    if (inside.ns <= 0) break;
    sum += inside >= period ? bar->volume : bar->volume * (inside.seconds() / period.seconds());
  }
  return sum;
}

}  // namespace keel::market
