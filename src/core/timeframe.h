// SPDX-License-Identifier: MIT
// The length of a candle, under the names that every exchange uses. A candle's time is its open,
// UTC.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace keel::core {

/// 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M. Weeks open on Monday, months on the first.
class Timeframe {
 public:
  /// kUsage for an unknown name, with the nearest one.
  static base::Result<Timeframe> Parse(std::string_view text);
  /// All names, shortest first.
  static const std::vector<std::string>& Names();

  constexpr Timeframe() = default;
  static constexpr Timeframe Of(base::Duration period) { return Timeframe(period); }

  /// Nominal length; a month counts 30 days here and its true length in CloseOf.
  constexpr base::Duration period() const { return period_; }
  constexpr bool is_month() const { return period_ == base::Days(30); }
  std::string name() const;

  /// The open time of the candle that contains `t`.
  base::UnixNanos OpenOf(base::UnixNanos t) const;
  /// When the candle that opens at `open` closes (the instant at which it may be seen).
  base::UnixNanos CloseOf(base::UnixNanos open) const {
    return is_month() ? CloseOfMonth(open) : open + period_;
  }
  /// Candles a year of 365 days.
  double periods_per_year() const { return 365.0 * 86400.0 / period_.seconds(); }

  friend constexpr auto operator<=>(Timeframe, Timeframe) = default;

 private:
  constexpr explicit Timeframe(base::Duration period) : period_(period) {}
  static base::UnixNanos CloseOfMonth(base::UnixNanos open);

  base::Duration period_ = base::Minutes(1);
};

}  // namespace keel::core
