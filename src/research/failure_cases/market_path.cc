// SPDX-License-Identifier: MIT
#include "research/failure_cases/market_path.h"

#include <algorithm>

namespace keel::research {
namespace {

using base::UnixNanos;

/// The last price of one pair in each hour that has one.
struct HourlyCloses {
  std::vector<UnixNanos> times;
  std::vector<double> closes;
};

UnixNanos EndOfHour(UnixNanos t) {
  const int64_t hour = base::Hours(1).ns;
  return {(t.ns + hour - 1) / hour * hour};
}

HourlyCloses CloseHours(const PricedSeries& series) {
  HourlyCloses hours;
  const bool is_trades = series.timeframe.period().ns == 0;
  for (const core::Bar& bar : series.bars) {
    const UnixNanos end =
        EndOfHour(is_trades ? bar.open_time : series.timeframe.CloseOf(bar.open_time));
    if (hours.times.empty() || hours.times.back() != end) {
      hours.times.push_back(end);
      hours.closes.push_back(bar.close);
    } else {
      hours.closes.back() = bar.close;
    }
  }
  return hours;
}

metrics::DailySeries DaysOf(std::span<const UnixNanos> times, std::span<const double> values) {
  return metrics::ResampleDaily({.times = times, .equity = values, .exposure = {}});
}

/// Every time once, ascending.
std::vector<UnixNanos> AllTimes(const std::vector<HourlyCloses>& pairs) {
  std::vector<UnixNanos> times;
  for (const HourlyCloses& pair : pairs) {
    times.insert(times.end(), pair.times.begin(), pair.times.end());
  }
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

std::vector<double> LevelOf(const std::vector<HourlyCloses>& pairs,
                            const std::vector<UnixNanos>& times) {
  std::vector<size_t> next(pairs.size(), 0);
  std::vector<double> level;
  double now = 1;
  for (const UnixNanos time : times) {
    double sum = 0;
    int count = 0;
    for (size_t p = 0; p < pairs.size(); ++p) {
      const HourlyCloses& pair = pairs[p];
      size_t& at = next[p];
      if (at == pair.times.size() || pair.times[at] != time) continue;
      if (at > 0 && pair.closes[at - 1] > 0) {
        sum += pair.closes[at] / pair.closes[at - 1] - 1;
        ++count;
      }
      ++at;
    }
    if (count > 0) now *= 1 + sum / count;
    level.push_back(now);
  }
  return level;
}

void AddTraded(std::span<const PricedSeries> series, MarketPath& path) {
  int64_t first = INT64_MAX;
  int64_t last = INT64_MIN;
  for (const PricedSeries& s : series) {
    if (!s.has_volume || s.bars.empty()) continue;
    first = std::min(first, base::DayNumber(s.bars.front().open_time));
    last = std::max(last, base::DayNumber(s.bars.back().open_time));
  }
  if (first > last) return;
  path.first_traded_day = first;
  path.traded.assign(static_cast<size_t>(last - first + 1), 0);
  for (const PricedSeries& s : series) {
    if (!s.has_volume) continue;
    for (const core::Bar& bar : s.bars) {
      const int64_t day = base::DayNumber(bar.open_time) - first;
      path.traded[static_cast<size_t>(day)] += bar.volume * bar.close;
    }
  }
}

}  // namespace

MarketPath MarketPathOf(std::span<const PricedSeries> series) {
  MarketPath path;
  std::vector<HourlyCloses> pairs;
  for (const PricedSeries& s : series) {
    pairs.push_back(CloseHours(s));
    path.by_pair.push_back(DaysOf(pairs.back().times, pairs.back().closes));
    path.longest_bar = std::max(path.longest_bar, s.timeframe.period());
  }
  path.times = AllTimes(pairs);
  path.level = LevelOf(pairs, path.times);
  path.daily = DaysOf(path.times, path.level);
  AddTraded(series, path);
  return path;
}

}  // namespace keel::research
