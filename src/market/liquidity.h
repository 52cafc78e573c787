// SPDX-License-Identifier: MIT
// How much of a pair trades and how much its price moves: the inputs of market impact and of the
// volume limits. Computed on demand from visible bars only, each bar looked at once.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/bar.h"
#include "core/timeframe.h"

namespace keel::market {

/// Rolling statistics of one pair.
class Liquidity {
 public:
  /// `period` is the length of a bar (zero for single trades). `declared_adv` (base units a day)
  /// stands in for the volumes of a series that has none.
  Liquidity(base::Duration period, std::optional<double> declared_adv);

  /// Takes in the bars that became visible since the last call; `visible` always starts at the same
  /// first bar.
  void Advance(std::span<const core::Bar> visible);

  /// Average volume of the last 30 full UTC days (fewer at the start; before the first full day the
  /// bars so far, scaled to a day). A bar longer than a day takes the place of a day, scaled to it,
  /// here and in the volatility. Zero when nothing has traded.
  double average_daily_volume() const;
  /// Standard deviation of the daily log returns of the last 30 full days; with fewer than 5 of
  /// them the root of the bars' summed squared returns, scaled to a day.
  double daily_volatility() const;
  /// Median volume of the 5-minute spans of the last 24 hours; a longer bar counts as equal
  /// 5-minute parts. Zero when nothing has traded.
  double median_five_minute_volume() const;
  /// Whether that median is at least `volume`: the same answer, by counting instead of selecting.
  bool MedianAtLeast(double volume) const;

 private:
  void AddWithinSpan(std::span<const core::Bar> visible);
  void AddAny(const core::Bar& bar);
  void CloseDay();
  double DaysOfBar() const;
  void CloseSpansBefore(base::UnixNanos end);
  void PushSpan(double volume);
  void Refresh() const;

  static constexpr size_t kDays = 30;
  static constexpr size_t kFewDays = 6;  // closes: 5 returns

  base::Duration period_;
  std::optional<double> declared_adv_;
  size_t seen_ = 0;
  double last_close_ = 0;

  base::UnixNanos first_open_{};
  base::UnixNanos last_end_{};
  base::UnixNanos day_end_ = base::kBeginningOfTime;
  bool day_is_whole_ = false;  // the first day may start in its middle
  double day_volume_ = 0;
  std::array<double, kDays> volumes_{};
  std::array<double, kDays + 1> closes_{};
  size_t full_days_ = 0;
  double early_volume_ = 0;
  double early_squares_ = 0;

  base::UnixNanos span_end_ = base::kBeginningOfTime;
  double span_volume_ = 0;
  std::vector<double> spans_;  // ring of the last 24 hours
  size_t span_count_ = 0;

  bool MostSpansReach(double volume) const;

  // A volume that the median reaches for certain while span_count_ is below the second number.
  mutable double reached_ = 0;
  mutable size_t reached_until_ = 0;
  mutable std::vector<double> scratch_;
  mutable size_t refreshed_at_ = SIZE_MAX;
  mutable double adv_ = 0;
  mutable double volatility_ = 0;
};

}  // namespace keel::market
