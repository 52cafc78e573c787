// SPDX-License-Identifier: MIT
#include "execution/algorithms/volume_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace keel::execution {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr size_t kMostBuckets = 1440;

/// Shares of one whole day.
using Day = std::vector<double>;

base::Status Check(base::Duration period, const ProfileOptions& options) {
  const bool divides = options.buckets >= 2 && options.buckets <= kMostBuckets &&
                       base::Days(1).ns % static_cast<int64_t>(options.buckets) == 0;
  if (!divides) {
    return Fail(ErrorCode::kUsage,
                fmt::format("volume profile: a day does not divide into {} buckets; take 24, 48 "
                            "or another of 2 to {}",
                            options.buckets, kMostBuckets));
  }
  const int64_t bucket = base::Days(1).ns / static_cast<int64_t>(options.buckets);
  if (period.ns <= 0 || period.ns > bucket || bucket % period.ns != 0) {
    return Fail(ErrorCode::kUsage,
                fmt::format("volume profile: bars of {} do not fit buckets of {}",
                            base::FormatDuration(period), base::FormatDuration({bucket})));
  }
  if (options.days_min < 2 || options.days_max < options.days_min) {
    return Fail(ErrorCode::kUsage, "volume profile: days_min must be 2 to days_max");
  }
  return {};
}

/// The whole days of the bars, oldest first.
std::vector<Day> WholeDays(std::span<const core::Bar> bars, base::Duration period,
                           const ProfileOptions& options) {
  const int64_t bucket = base::Days(1).ns / static_cast<int64_t>(options.buckets);
  const auto per_day = static_cast<double>(base::Days(1).ns / period.ns);
  std::vector<Day> days;
  for (size_t i = 0; i < bars.size();) {
    const int64_t day = base::DayNumber(bars[i].open_time);
    const base::UnixNanos midnight = base::StartOfDay(bars[i].open_time);
    Day shares(options.buckets, 0.0);
    double total = 0;
    const size_t first = i;
    for (; i < bars.size() && base::DayNumber(bars[i].open_time) == day; ++i) {
      const auto at = static_cast<size_t>((bars[i].open_time - midnight).ns / bucket);
      shares[at] += bars[i].volume;
      total += bars[i].volume;
    }
    const bool is_whole = static_cast<double>(i - first) >= options.coverage * per_day;
    if (!is_whole || !(total > 0) || !std::isfinite(total)) continue;
    for (double& share : shares) share /= total;
    days.push_back(std::move(shares));
  }
  if (days.size() > options.days_max) {
    days.erase(days.begin(), days.end() - static_cast<std::ptrdiff_t>(options.days_max));
  }
  return days;
}

struct Moments {
  Day mean;
  double within = 0;  ///< sigma^2
};

Moments MomentsOf(const std::vector<Day>& days) {
  const auto n = static_cast<double>(days.size());
  Moments moments;
  for (size_t b = 0; b < days[0].size(); ++b) {
    double sum = 0, squares = 0;
    for (const Day& day : days) sum += day[b];
    const double mean = sum / n;
    for (const Day& day : days) squares += (day[b] - mean) * (day[b] - mean);
    moments.mean.push_back(mean);
    moments.within += squares / (n - 1);
  }
  moments.within /= static_cast<double>(days[0].size());
  return moments;
}

}  // namespace

base::Result<VolumeProfile> VolumeProfile::Learn(std::span<const core::Bar> bars,
                                                 base::Duration period,
                                                 const ProfileOptions& options) {
  TRY(Check(period, options));
  for (size_t i = 0; i < bars.size(); ++i) {
    const bool in_order = i == 0 || bars[i - 1].open_time < bars[i].open_time;
    if (!in_order || !(bars[i].volume >= 0)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("volume profile: the bar of {} is out of order or has no volume",
                              base::FormatMinute(bars[i].open_time)));
    }
  }
  const std::vector<Day> days = WholeDays(bars, period, options);
  if (days.size() < options.days_min) {
    return Fail(ErrorCode::kUsage,
                fmt::format("volume profile: {} whole days of bars where {} are needed; import "
                            "more, or take twap",
                            days.size(), options.days_min));
  }
  const Moments moments = MomentsOf(days);
  const auto n = static_cast<double>(days.size());
  const double flat = 1 / static_cast<double>(options.buckets);
  double spread = 0;
  for (const double mean : moments.mean) spread += (mean - flat) * (mean - flat);
  spread /= static_cast<double>(options.buckets - 1);
  const double between = std::max(0.0, spread - moments.within / n);  // tau^2
  const double credibility = between > 0 ? n * between / (n * between + moments.within) : 0;
  VolumeProfile profile(moments.mean);
  profile.credibility_ = credibility;
  for (double& share : profile.shares_) share = flat + credibility * (share - flat);
  return profile;
}

base::Result<VolumeProfile> VolumeProfile::FromShares(std::vector<double> shares) {
  if (shares.empty()) {
    return Fail(ErrorCode::kUsage,
                "volume profile: there is none; learn it from the pair's bars, or take twap");
  }
  bool valid = shares.size() >= 2 && shares.size() <= kMostBuckets;
  for (const double share : shares) valid = valid && std::isfinite(share) && share >= 0;
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  if (!valid || !(std::abs(sum - 1) <= 1e-6)) {
    return Fail(ErrorCode::kUsage,
                fmt::format("volume profile: 2 to {} shares of 0 or more that sum to 1 are needed, "
                            "not {} that sum to {}",
                            kMostBuckets, shares.size(), sum));
  }
  return VolumeProfile(std::move(shares));
}

double VolumeProfile::ExpectedSinceMidnight(int64_t ns) const {
  const double at = static_cast<double>(ns) / static_cast<double>(base::Days(1).ns) *
                    static_cast<double>(shares_.size());
  const size_t whole = std::min(static_cast<size_t>(at), shares_.size());
  double sum = 0;
  for (size_t b = 0; b < whole; ++b) sum += shares_[b];
  if (whole < shares_.size()) sum += shares_[whole] * (at - static_cast<double>(whole));
  return sum;
}

double VolumeProfile::Expected(base::UnixNanos from, base::UnixNanos to) const {
  if (to <= from) return 0;
  const auto since = [this](base::UnixNanos t) {
    return ExpectedSinceMidnight((t - base::StartOfDay(t)).ns);
  };
  const int64_t days = base::DayNumber(to) - base::DayNumber(from);
  const double day = std::accumulate(shares_.begin(), shares_.end(), 0.0);
  return std::max(0.0, static_cast<double>(days) * day + since(to) - since(from));
}

}  // namespace keel::execution
