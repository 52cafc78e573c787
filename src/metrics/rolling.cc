// SPDX-License-Identifier: MIT
#include "metrics/rolling.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/check.h"
#include "metrics/moments.h"
#include "metrics/paired.h"
#include "metrics/prepared.h"

namespace keel::metrics {
namespace {

/// Calls `statistic` with the offset of each full window. Windows are computed afresh: a running
/// sum would be faster and drift, and a year has few days.
template <typename Statistic>
std::vector<DayValue> EachWindow(int64_t first_day, size_t days, size_t window,
                                 Statistic statistic) {
  CHECK(window >= 2, "a rolling window has at least two days");
  std::vector<DayValue> values;
  for (size_t end = window; end <= days; ++end) {
    const std::optional<double> value = statistic(end - window);
    if (!value || !std::isfinite(*value)) continue;
    values.push_back({first_day + static_cast<int64_t>(end) - 1, *value});
  }
  return values;
}

}  // namespace

std::vector<DayValue> RollingSharpe(const DailySeries& daily, size_t window) {
  return EachWindow(daily.first_day, daily.size(), window, [&](size_t from) {
    const Moments m = MomentsOf(std::span(daily.returns).subspan(from, window));
    return Annualised(Ratio(m.mean, m.deviation));
  });
}

std::vector<DayValue> RollingSortino(const DailySeries& daily, size_t window) {
  return EachWindow(daily.first_day, daily.size(), window, [&](size_t from) {
    const auto slice = std::span(daily.returns).subspan(from, window);
    return Annualised(Ratio(MomentsOf(slice).mean, DownsideDeviation(slice)));
  });
}

std::vector<DayValue> RollingVolatility(const DailySeries& daily, size_t window) {
  return EachWindow(daily.first_day, daily.size(), window, [&](size_t from) {
    return Annualised(MomentsOf(std::span(daily.returns).subspan(from, window)).deviation);
  });
}

std::vector<DayValue> RollingBeta(const DailySeries& daily, const DailySeries& benchmark,
                                  size_t window) {
  const auto [own, market] = CommonDays(daily, benchmark);
  const int64_t first_day = std::max(daily.first_day, benchmark.first_day);
  return EachWindow(first_day, own.size(), window,
                    [own = own, market = market, window](size_t from) {
                      const PairedMoments m =
                          PairedMomentsOf(own.subspan(from, window), market.subspan(from, window));
                      return m.beta();
                    });
}

std::vector<DayValue> VolatilityMatchedReturns(const DailySeries& daily,
                                               const DailySeries& benchmark) {
  const auto [own, market] = CommonDays(daily, benchmark);
  const std::optional<double> scale = Ratio(MomentsOf(market).deviation, MomentsOf(own).deviation);
  if (!scale) return {};
  int64_t day = std::max(daily.first_day, benchmark.first_day);
  std::vector<DayValue> matched;
  matched.reserve(own.size());
  for (const double r : own) matched.push_back({day++, r * *scale});
  return matched;
}

}  // namespace keel::metrics
