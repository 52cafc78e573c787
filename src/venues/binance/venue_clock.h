// SPDX-License-Identifier: MIT
// What time it is at the venue, and how sure that is. An order carries the venue's time; a wrong
// one is refused, or accepted longer than its sender believes (fault F30).
#pragma once

#include <deque>

#include "base/time.h"

namespace keel::venues::binance {

/// One question for the time: when it was sent and answered here, and what was answered.
struct TimeSample {
  base::UnixNanos sent, received, venue;
};

/// Takes the midpoint of the round trip, and of several round trips the one that bounds the offset
/// best: half the trip, plus what two clocks may have drifted apart since.
class VenueClock {
 public:
  /// Clocks of computers are within 50 ppm of true time; two of them within twice that.
  static constexpr int64_t kDriftPpm = 100;
  static constexpr size_t kSamples = 8;

  /// A sample whose trip took negative time, as when the clock here was set back, is left out. One
  /// that contradicts earlier ones replaces them: a clock was set.
  void OnSample(const TimeSample& sample);

  bool known() const { return !samples_.empty(); }
  /// The venue's time minus ours; zero while nothing is known.
  base::Duration Offset(base::UnixNanos now) const;
  /// The true offset is within this of Offset. Requires known().
  base::Duration Uncertainty(base::UnixNanos now) const;
  base::UnixNanos AtVenue(base::UnixNanos local) const { return local + Offset(local); }
  void Forget() { samples_.clear(); }

 private:
  struct Bound {
    base::Duration offset, half_width;
    base::UnixNanos taken;
    base::Duration WidthAt(base::UnixNanos now) const;
  };
  const Bound& Best(base::UnixNanos now) const;

  std::deque<Bound> samples_;  // at most kSamples, the oldest first
};

}  // namespace keel::venues::binance
