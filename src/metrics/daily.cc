// SPDX-License-Identifier: MIT
#include "metrics/daily.h"

#include <algorithm>

namespace keel::metrics {

DailySeries ResampleDaily(const EquitySeries& series) {
  DailySeries daily;
  if (series.equity.size() < 2) return daily;
  daily.first_day = base::DayNumber(series.times.front());
  daily.start_equity = series.equity.front();
  double close = daily.start_equity;
  base::UnixNanos day_end = base::StartOfDay(series.times.front()) + base::Days(1);
  for (size_t i = 1; i < series.equity.size(); ++i) {
    while (series.times[i] > day_end) {
      daily.equity.push_back(close);
      day_end = day_end + base::Days(1);
    }
    close = series.equity[i];
  }
  daily.equity.push_back(close);
  daily.returns.reserve(daily.equity.size());
  double previous = daily.start_equity;
  for (const double equity : daily.equity) {
    daily.returns.push_back(SimpleReturn(previous, equity));
    previous = equity;
  }
  return daily;
}

std::pair<std::span<const double>, std::span<const double>> CommonDays(const DailySeries& a,
                                                                       const DailySeries& b) {
  const int64_t from = std::max(a.first_day, b.first_day);
  const int64_t to = std::min(a.end_day(), b.end_day());
  if (from >= to) return {};
  const auto slice = [&](const DailySeries& s) {
    return std::span(s.returns).subspan(static_cast<size_t>(from - s.first_day),
                                        static_cast<size_t>(to - from));
  };
  return {slice(a), slice(b)};
}

}  // namespace keel::metrics
