// SPDX-License-Identifier: MIT
#include "execution/fee_schedule.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>

#include "base/random.h"

namespace keel::execution {
namespace {

using core::Decimal;
using core::Liquidity;

Decimal D(std::string_view text) { return *Decimal::Parse(text); }
FeeRate Tier(double volume, const char* maker, const char* taker) {
  return {volume, D(maker), D(taker)};
}
/// `seconds` after midnight of day `day`, counted from 2021-01-01.
base::UnixNanos At(int64_t day, int64_t seconds = 0) {
  return base::UnixNanos{1'609'459'200'000'000'000} + base::Days(day) + base::Seconds(seconds);
}
FeeSchedule ThreeTiers() {
  return *FeeSchedule::Make(
      {Tier(0, "0.001", "0.002"), Tier(1000, "0.0005", "0.0015"), Tier(5000, "-0.0001", "0.001")});
}

TEST(FeeScheduleTest, OneTierIsARateRoundedUpToTheUnit) {
  FeeSchedule fees = *FeeSchedule::Make({Tier(0, "0.001", "0.002")});
  EXPECT_EQ(fees.Fee(D("100"), Liquidity::kMaker, At(0)), D("0.1"));
  EXPECT_EQ(fees.Fee(D("100"), Liquidity::kTaker, At(0)), D("0.2"));
  EXPECT_EQ(fees.Fee(D("0.000000000001"), Liquidity::kTaker, At(0)), D("0.000000000001"));
  EXPECT_EQ(fees.Fee(D("0"), Liquidity::kTaker, At(0)), D("0"));
  EXPECT_EQ(fees.worst_rate(), D("0.002"));
}

TEST(FeeScheduleTest, ARebateIsPaidOutRoundedDown) {
  FeeSchedule fees = *FeeSchedule::Make({Tier(0, "-0.0001", "0.002")});
  EXPECT_EQ(fees.Fee(D("100"), Liquidity::kMaker, At(0)), D("-0.01"));
  EXPECT_EQ(fees.Fee(D("0.00000001"), Liquidity::kMaker, At(0)), D("-0.000000000001"));
  EXPECT_EQ(fees.Fee(D("0.000000019999"), Liquidity::kMaker, At(0)), D("-0.000000000001"));
}

TEST(FeeScheduleTest, TheTierChangesAtMidnightAndNotBefore) {
  FeeSchedule fees = ThreeTiers();
  fees.AddVolume(1000, At(0, 10));
  EXPECT_EQ(fees.Fee(D("1"), Liquidity::kTaker, At(0, 86'399)), D("0.002"));
  EXPECT_EQ(fees.Fee(D("1"), Liquidity::kTaker, At(1)), D("0.0015"));
  EXPECT_EQ(fees.Fee(D("1"), Liquidity::kMaker, At(1)), D("0.0005"));
}

TEST(FeeScheduleTest, ATierBeginsAtExactlyItsVolume) {
  FeeSchedule below = ThreeTiers();
  below.AddVolume(999.999, At(0));
  EXPECT_EQ(below.Fee(D("1"), Liquidity::kTaker, At(1)), D("0.002"));
  FeeSchedule at = ThreeTiers();
  at.AddVolume(5000, At(0));
  EXPECT_EQ(at.Fee(D("1"), Liquidity::kMaker, At(1)), D("-0.0001"));
}

TEST(FeeScheduleTest, ADayCountsForThirtyDaysAfterItself) {
  FeeSchedule fees = ThreeTiers();
  fees.AddVolume(1000, At(0, 5));
  for (int64_t day = 1; day <= 30; ++day) {
    ASSERT_EQ(fees.Fee(D("1"), Liquidity::kTaker, At(day)), D("0.0015")) << day;
  }
  EXPECT_EQ(fees.Fee(D("1"), Liquidity::kTaker, At(31)), D("0.002"));
}

TEST(FeeScheduleTest, ALongPauseForgetsEverythingAndAShortOneTheRightDays) {
  FeeSchedule still = ThreeTiers();
  still.AddVolume(1000, At(0));
  EXPECT_EQ(still.Fee(D("1"), Liquidity::kTaker, At(30)), D("0.0015"));
  FeeSchedule gone = ThreeTiers();
  gone.AddVolume(1000, At(0));
  EXPECT_EQ(gone.Fee(D("1"), Liquidity::kTaker, At(31)), D("0.002"));
  EXPECT_EQ(gone.Fee(D("1"), Liquidity::kTaker, At(4000)), D("0.002"));
}

// Against a map of all days, summed anew for every question.
TEST(FeeScheduleTest, RandomTradingAgreesWithASumOverAllDays) {
  base::RandomStream random(1, "test.fees");
  FeeSchedule fees = ThreeTiers();
  std::map<int64_t, double> traded;
  int64_t day = 0;
  for (int i = 0; i < 5000; ++i) {
    if (random.NextBelow(3) == 0) day += static_cast<int64_t>(random.NextBelow(4));
    if (random.NextBelow(500) == 0) day += 40;
    const auto value = static_cast<double>(random.NextBelow(300));
    if (random.NextBelow(2) == 0) {
      fees.AddVolume(value, At(day, 3));
      traded[day] += value;
    }
    double volume = 0;
    for (const auto& [when, amount] : traded) {
      if (when >= day - 30 && when < day) volume += amount;
    }
    const char* taker = volume >= 5000 ? "0.001" : volume >= 1000 ? "0.0015" : "0.002";
    ASSERT_EQ(fees.Fee(D("1"), Liquidity::kTaker, At(day, 4)), D(taker)) << "day " << day;
  }
}

TEST(FeeScheduleTest, BadTiersAreNamed) {
  const auto message = [](std::vector<FeeRate> tiers) {
    const auto made = FeeSchedule::Make(std::move(tiers));
    return made ? std::string() : made.error().message;
  };
  EXPECT_EQ(message({}), "sim.fees.tiers: the first tier must start at volume_30d = 0");
  EXPECT_EQ(message({Tier(1, "0", "0")}),
            "sim.fees.tiers: the first tier must start at volume_30d = 0");
  const char* rise = "sim.fees.tiers[1]: volume_30d must rise from tier to tier";
  EXPECT_EQ(message({Tier(0, "0", "0"), Tier(0, "0", "0")}), rise);
  EXPECT_EQ(message({Tier(0, "0", "0"), Tier(std::numeric_limits<double>::quiet_NaN(), "0", "0")}),
            rise);
  EXPECT_EQ(message({Tier(0, "0", "0.100000000001")}),
            "sim.fees.tiers[0]: a fee beyond 1000 bps is no fee");
  EXPECT_EQ(message({Tier(0, "-0.1", "0.1")}), "");
}

}  // namespace
}  // namespace keel::execution
