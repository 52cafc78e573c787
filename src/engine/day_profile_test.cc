// SPDX-License-Identifier: MIT
#include "engine/day_profile.h"

#include <gtest/gtest.h>

#include <numeric>

namespace keel::engine {
namespace {

using base::Hours;
using base::Minutes;

constexpr base::UnixNanos kMidnight{1'609'459'200'000'000'000};

/// Bars of `days` days in which all volume is of the hours 8 to 11.
std::vector<core::Bar> Mornings(int days, base::Duration period) {
  std::vector<core::Bar> bars;
  for (base::UnixNanos at = kMidnight; at < kMidnight + base::Days(days); at = at + period) {
    const int64_t hour = (at - base::StartOfDay(at)).ns / Hours(1).ns;
    bars.push_back({at, 100, 100, 100, 100, hour >= 8 && hour < 12 ? 10.0 : 0.0});
  }
  return bars;
}

base::TimeRange Of(base::Duration from, base::Duration to) {
  return {kMidnight + base::Days(30) + from, kMidnight + base::Days(30) + to};
}

TEST(DayBuckets, AreOfHalfAnHourOrTheNextThatHoldsWholeBars) {
  EXPECT_EQ(DayBuckets(Minutes(1)), 48U);
  EXPECT_EQ(DayBuckets(Minutes(30)), 48U);
  EXPECT_EQ(DayBuckets(Minutes(20)), 36U);
  EXPECT_EQ(DayBuckets(Hours(1)), 24U);
  EXPECT_EQ(DayBuckets(Hours(4)), 6U);
  EXPECT_EQ(DayBuckets(Hours(12)), 2U);
  EXPECT_FALSE(DayBuckets(base::Days(1)));
  EXPECT_FALSE(DayBuckets(Minutes(7)));
  EXPECT_FALSE(DayBuckets({}));
}

TEST(LearnDay, FindsTheHoursInBarsOfAnyLength) {
  for (const base::Duration period : {Minutes(15), Hours(1), Hours(2), Hours(4)}) {
    SCOPED_TRACE(period.ns);
    const DayProfile day = LearnDay(Mornings(20, period), period, Of(Hours(6), Hours(10)));
    EXPECT_EQ(day.why_flat, "");
    const size_t n = day.shares.size();
    const auto sum = [&](size_t from, size_t to) {
      return std::accumulate(day.shares.begin() + static_cast<std::ptrdiff_t>(from * n / 24),
                             day.shares.begin() + static_cast<std::ptrdiff_t>(to * n / 24), 0.0);
    };
    EXPECT_NEAR(sum(8, 12), 1, 1e-9);
    EXPECT_NEAR(sum(0, 24), 1, 1e-9);
  }
}

TEST(LearnDay, SaysWhyItKnowsNothing) {
  const DayProfile young = LearnDay(Mornings(5, Hours(1)), Hours(1), Of(Hours(6), Hours(10)));
  EXPECT_NE(young.why_flat.find("5 whole days"), std::string::npos) << young.why_flat;
  EXPECT_EQ(young.shares, std::vector<double>(24, 1.0 / 24));
  const DayProfile night = LearnDay(Mornings(20, Hours(1)), Hours(1), Of(Hours(1), Hours(2)));
  EXPECT_NE(night.why_flat.find("nothing trades"), std::string::npos);
  EXPECT_EQ(night.shares, std::vector<double>(24, 1.0 / 24));
  EXPECT_NE(LearnDay({}, {}, Of(Hours(1), Hours(2))).why_flat, "");
}

TEST(LearnDay, KnewNothingOfHoursBefore) {
  EXPECT_EQ(LearnDayAsBefore(Mornings(20, Hours(1)), Hours(1)), std::vector<double>(48, 1.0 / 48));
  EXPECT_NE(LearnDayAsBefore(Mornings(20, Minutes(30)), Minutes(30)),
            std::vector<double>(48, 1.0 / 48));
}

}  // namespace
}  // namespace keel::engine
