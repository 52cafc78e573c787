// SPDX-License-Identifier: MIT
// A trailing stop that gains on the price the longer a trend lasts, and turns when it is touched.
#pragma once

#include <algorithm>
#include <optional>

#include "base/check.h"
#include "indicators/ohlcv.h"

namespace keel::indicators {

/// Parabolic stop and reverse [Wilder 1978; TA-Lib SAR]. The first direction is down when the low
/// fell further than the high rose between the first two bars, else up.
class ParabolicSar {
 public:
  explicit ParabolicSar(double acceleration = 0.02, double maximum = 0.2)
      : step_(acceleration), maximum_(maximum), factor_(acceleration) {
    CHECK(acceleration > 0 && acceleration <= maximum, "0 < acceleration <= maximum");
  }

  std::optional<double> Update(const Ohlcv& bar) {
    Ohlcv last = last_;
    last_ = bar;
    if (seen_ < 2) [[unlikely]] {
      if (++seen_ == 1) {
        return std::nullopt;
      }
      Start(bar, last);
      last = bar;
    }
    return long_ ? FollowUp(bar, last) : FollowDown(bar, last);
  }

  int warm_up() const { return 2; }

 private:
  void Start(const Ohlcv& bar, const Ohlcv& last) {
    const double fall = last.low - bar.low;
    const double rise = bar.high - last.high;
    long_ = !(fall > 0 && fall > rise);
    extreme_ = long_ ? bar.high : bar.low;
    stop_ = long_ ? last.low : last.high;
  }

  double FollowUp(const Ohlcv& bar, const Ohlcv& last) {
    if (bar.low <= stop_) {
      const double stop = std::max({extreme_, last.high, bar.high});
      long_ = false;
      factor_ = step_;
      extreme_ = bar.low;
      stop_ = std::max({stop + factor_ * (extreme_ - stop), last.high, bar.high});
      return stop;
    }
    const double stop = stop_;
    if (bar.high > extreme_) {
      extreme_ = bar.high;
      factor_ = std::min(factor_ + step_, maximum_);
    }
    stop_ = std::min({stop + factor_ * (extreme_ - stop), last.low, bar.low});
    return stop;
  }

  double FollowDown(const Ohlcv& bar, const Ohlcv& last) {
    if (bar.high >= stop_) {
      const double stop = std::min({extreme_, last.low, bar.low});
      long_ = true;
      factor_ = step_;
      extreme_ = bar.high;
      stop_ = std::min({stop + factor_ * (extreme_ - stop), last.low, bar.low});
      return stop;
    }
    const double stop = stop_;
    if (bar.low < extreme_) {
      extreme_ = bar.low;
      factor_ = std::min(factor_ + step_, maximum_);
    }
    stop_ = std::max({stop + factor_ * (extreme_ - stop), last.high, bar.high});
    return stop;
  }

  double step_, maximum_, factor_;
  int seen_ = 0;
  bool long_ = true;
  double extreme_ = 0, stop_ = 0;
  Ohlcv last_;
};

}  // namespace keel::indicators
