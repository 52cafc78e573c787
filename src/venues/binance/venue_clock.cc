// SPDX-License-Identifier: MIT
#include "venues/binance/venue_clock.h"

#include <algorithm>

#include "base/check.h"

namespace keel::venues::binance {

base::Duration VenueClock::Bound::WidthAt(base::UnixNanos now) const {
  const int64_t age = std::max<int64_t>(0, (now - taken).ns);
  return {half_width.ns + age / 1'000'000 * kDriftPpm};
}

void VenueClock::OnSample(const TimeSample& sample) {
  const base::Duration trip = sample.received - sample.sent;
  if (trip.ns < 0) return;
  // The venue tells whole milliseconds, rounded down.
  constexpr base::Duration kHalfTick = base::Nanoseconds(500'000);
  const base::UnixNanos middle{sample.sent.ns + trip.ns / 2};
  const Bound fresh{
      sample.venue + kHalfTick - middle, {trip.ns / 2 + kHalfTick.ns}, sample.received};
  std::erase_if(samples_, [&](const Bound& old) {
    const int64_t apart = std::abs((old.offset - fresh.offset).ns);
    return apart > old.WidthAt(fresh.taken).ns + fresh.half_width.ns;
  });
  samples_.push_back(fresh);
  if (samples_.size() > kSamples) samples_.pop_front();
}

const VenueClock::Bound& VenueClock::Best(base::UnixNanos now) const {
  return *std::ranges::min_element(samples_, {},
                                   [&](const Bound& bound) { return bound.WidthAt(now); });
}

base::Duration VenueClock::Offset(base::UnixNanos now) const {
  return known() ? Best(now).offset : base::Duration{};
}

base::Duration VenueClock::Uncertainty(base::UnixNanos now) const {
  CHECK(known(), "the uncertainty of a clock that nobody has asked");
  return Best(now).WidthAt(now);
}

}  // namespace keel::venues::binance
