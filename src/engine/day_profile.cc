// SPDX-License-Identifier: MIT
#include "engine/day_profile.h"

#include <fmt/format.h>

#include "execution/algorithms/volume_profile.h"

namespace keel::engine {
namespace {

constexpr size_t kMostBuckets = 48;

std::vector<double> FlatDay(size_t buckets) {
  return std::vector<double>(buckets, 1.0 / static_cast<double>(buckets));
}

}  // namespace

base::Result<size_t> DayBuckets(base::Duration period) {
  const int64_t day = base::Days(1).ns;
  for (size_t buckets = kMostBuckets; buckets >= 2 && period.ns > 0; --buckets) {
    const auto count = static_cast<int64_t>(buckets);
    if (day % count == 0 && day / count % period.ns == 0) return buckets;
  }
  return base::Fail(
      base::ErrorCode::kUsage,
      fmt::format("execution.algorithm: vwap follows the volume of a day in parts of whole bars, "
                  "and {} do not make such parts: take a timeframe of 12h or less that divides a "
                  "day, or twap",
                  period.ns > 0 ? "bars of " + base::FormatDuration(period) : "single trades"));
}

DayProfile LearnDay(std::span<const core::Bar> bars, base::Duration period, base::TimeRange time) {
  const auto buckets = DayBuckets(period);
  if (!buckets) return {FlatDay(kMostBuckets), buckets.error().message};
  auto learnt = execution::VolumeProfile::Learn(bars, period, {*buckets});
  if (!learnt) return {FlatDay(*buckets), learnt.error().message};
  if (!(learnt->Expected(time.from, time.to) > 0)) {
    return {FlatDay(*buckets), "volume profile: by the pair's bars nothing trades at that time"};
  }
  return {learnt->shares(), ""};
}

std::vector<double> LearnDayAsBefore(std::span<const core::Bar> bars, base::Duration period) {
  if (period.ns > 0) {
    const auto learnt = execution::VolumeProfile::Learn(bars, period, {kMostBuckets});
    if (learnt) return learnt->shares();
  }
  return FlatDay(kMostBuckets);
}

}  // namespace keel::engine
