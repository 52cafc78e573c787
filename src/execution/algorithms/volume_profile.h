// SPDX-License-Identifier: MIT
// How a pair's volume spreads over the UTC day, learned from its bars. A thin or noisy history says
// little about single times of day, so its shares are drawn toward a flat day by as much as the
// history itself warrants.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/bar.h"

namespace keel::execution {

/// How to learn one.
struct ProfileOptions {
  size_t buckets = 48;     ///< of a day; a day's nanoseconds must divide by it
  size_t days_min = 10;    ///< of history, >= 2
  size_t days_max = 60;    ///< older ones are not looked at
  double coverage = 0.95;  ///< of a day by bars, for it to count
};

/// Shares of a day's volume by time of day.
class VolumeProfile {
 public:
  /// Learns from closed bars of one `period` (at most a bucket long), in order of time. With s_db
  /// the share of bucket b on day d, m_b its mean over n days, sigma^2 the mean of the variances of
  /// s_db over days, tau^2 = max(0, var_b(m_b) - sigma^2 / n) what truly differs between buckets,
  /// and B buckets, the share is 1/B + Z (m_b - 1/B) with Z = n tau^2 / (n tau^2 + sigma^2)
  /// (Buehlmann's credibility, "Experience rating and credibility", ASTIN Bulletin 4, 1967).
  /// kUsage where options or bars are unfit, or fewer than days_min days are whole: it says how
  /// many there are.
  static base::Result<VolumeProfile> Learn(std::span<const core::Bar> bars, base::Duration period,
                                           const ProfileOptions& options = {});

  /// From the shares of an earlier one. kUsage unless they are 2 to 1440, finite, not negative, and
  /// 1 together within 1e-6.
  static base::Result<VolumeProfile> FromShares(std::vector<double> shares);

  /// Volume expected in [from, to), in volumes of an average day; 0 where it is empty.
  double Expected(base::UnixNanos from, base::UnixNanos to) const;

  const std::vector<double>& shares() const { return shares_; }
  /// Z: 0 where the history says nothing about the time of day, toward 1 where it says all.
  double credibility() const { return credibility_; }

 private:
  explicit VolumeProfile(std::vector<double> shares) : shares_(std::move(shares)) {}
  double ExpectedSinceMidnight(int64_t ns) const;

  std::vector<double> shares_;
  double credibility_ = 1;
};

}  // namespace keel::execution
