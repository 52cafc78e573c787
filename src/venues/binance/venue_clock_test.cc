// SPDX-License-Identifier: MIT
// Fault F30: the venue's time, and how sure it is.
#include "venues/binance/venue_clock.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace keel::venues::binance {
namespace {

using base::Milliseconds;
using base::Seconds;
using base::UnixNanos;

constexpr UnixNanos kNow{1'700'000'000'000'000'000};

TimeSample Sample(UnixNanos sent, base::Duration there, base::Duration back, base::Duration ahead) {
  const UnixNanos venue = sent + there + ahead;
  return {sent, sent + there + back, UnixNanos{venue.ns / 1'000'000 * 1'000'000}};
}

TEST(VenueClock, F30TheShortestTripTells) {
  VenueClock clock;
  EXPECT_FALSE(clock.known());
  clock.OnSample(Sample(kNow, Milliseconds(400), Milliseconds(10), Seconds(2)));
  clock.OnSample(Sample(kNow, Milliseconds(5), Milliseconds(6), Seconds(2)));
  clock.OnSample(Sample(kNow, Milliseconds(80), Milliseconds(300), Seconds(2)));
  EXPECT_LE(clock.Uncertainty(kNow + Seconds(1)), Milliseconds(7));
  EXPECT_NEAR(clock.Offset(kNow).seconds(), 2.0, 0.007);
  EXPECT_NEAR(static_cast<double>((clock.AtVenue(kNow) - kNow).ns), 2e9, 7e6);
}

TEST(VenueClock, F30DoubtGrowsWithTime) {
  VenueClock clock;
  clock.OnSample(Sample(kNow, Milliseconds(5), Milliseconds(5), {}));
  EXPECT_LE(clock.Uncertainty(kNow), Milliseconds(6));
  EXPECT_GT(clock.Uncertainty(kNow + base::Hours(3)), Seconds(1));
}

TEST(VenueClock, F30AClockThatWasSetForgetsWhatItKnew) {
  VenueClock clock;
  for (int i = 0; i < 5; ++i) {
    clock.OnSample(Sample(kNow, Milliseconds(1), Milliseconds(1), Seconds(1)));
  }
  clock.OnSample(Sample(kNow + Seconds(60), Milliseconds(40), Milliseconds(40), Seconds(-3)));
  EXPECT_NEAR(clock.Offset(kNow + Seconds(61)).seconds(), -3.0, 0.05);
  clock.OnSample({kNow, kNow - Seconds(1), kNow});
  EXPECT_NEAR(clock.Offset(kNow + Seconds(61)).seconds(), -3.0, 0.05) << "a trip into the past";
}

TEST(VenueClock, F30TheTruthIsWithinTheDoubt) {
  base::RandomStream random(7, "venue_clock_test");
  for (int run = 0; run < 300; ++run) {
    VenueClock clock;
    const auto ahead =
        base::Nanoseconds(static_cast<int64_t>(random.NextBelow(20'000'000'000)) - 10'000'000'000);
    for (int i = 0; i < 8; ++i) {
      const auto trip = [&] {
        return base::Nanoseconds(static_cast<int64_t>(random.NextBelow(500'000'000)));
      };
      clock.OnSample(Sample(kNow + Seconds(i), trip(), trip(), ahead));
    }
    const UnixNanos later = kNow + Seconds(30);
    EXPECT_LE(std::abs((clock.Offset(later) - ahead).ns), clock.Uncertainty(later).ns);
  }
}

}  // namespace
}  // namespace keel::venues::binance
