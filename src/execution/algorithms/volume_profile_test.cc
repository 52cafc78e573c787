// SPDX-License-Identifier: MIT
#include "execution/algorithms/volume_profile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/random.h"

namespace keel::execution {
namespace {

constexpr base::Duration kHour = base::Hours(1);

/// Hourly bars of `days` days whose volume at hour h is weight(h), times lognormal noise.
template <typename Weight>
std::vector<core::Bar> Bars(int days, double noise, const Weight& weight) {
  base::RandomStream random(5, "test.volume_profile");
  std::vector<core::Bar> bars;
  for (int i = 0; i < 24 * days; ++i) {
    core::Bar bar;
    bar.open_time = base::UnixNanos{} + base::Days(19'000) + kHour * i;
    bar.volume = 1000 * weight(i % 24) * std::exp(noise * random.NextNormal());
    bars.push_back(bar);
  }
  return bars;
}

double UShape(int hour) { return 1 + 2 * std::pow((hour - 11.5) / 11.5, 2); }
double Flat(int) { return 1; }

double LargestError(const std::vector<double>& shares, double (*weight)(int)) {
  double sum = 0, worst = 0;
  for (int h = 0; h < 24; ++h) sum += weight(h);
  for (int h = 0; h < 24; ++h) {
    worst = std::max(worst, std::abs(shares[static_cast<size_t>(h)] - weight(h) / sum));
  }
  return worst;
}

TEST(VolumeProfile, FindsTheShapeThatMadeTheBars) {
  const auto bars = Bars(60, 0.3, UShape);
  const VolumeProfile profile = VolumeProfile::Learn(bars, kHour, {.buckets = 24}).value();
  // Shares are 0.025 to 0.075; the largest has a standard error of 0.3 / sqrt(60) of itself.
  EXPECT_LT(LargestError(profile.shares(), UShape), 0.008);
  EXPECT_GT(profile.credibility(), 0.98);
  EXPECT_NEAR(std::accumulate(profile.shares().begin(), profile.shares().end(), 0.0), 1, 1e-12);
}

TEST(VolumeProfile, NoiseAloneIsAFlatDay) {
  const auto bars = Bars(12, 1.0, Flat);
  const VolumeProfile profile = VolumeProfile::Learn(bars, kHour, {.buckets = 24}).value();
  EXPECT_LT(profile.credibility(), 0.4);
  double raw = 0;
  for (int h = 0; h < 24; ++h) {  // the plain mean of the twelve days, for comparison
    double mean = 0;
    for (int d = 0; d < 12; ++d) {
      double total = 0;
      for (int k = 0; k < 24; ++k) total += bars[static_cast<size_t>(24 * d + k)].volume;
      mean += bars[static_cast<size_t>(24 * d + h)].volume / total / 12;
    }
    raw = std::max(raw, std::abs(mean - 1.0 / 24));
  }
  EXPECT_LT(LargestError(profile.shares(), Flat), raw / 2);
}

TEST(VolumeProfile, TooLittleHistoryIsRefusedWithTheNumberOfDays) {
  auto bars = Bars(9, 0.1, UShape);
  const auto refused = VolumeProfile::Learn(bars, kHour, {.buckets = 24});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("9 whole days of bars where 10"), std::string::npos);
  bars = Bars(10, 0.1, UShape);
  EXPECT_TRUE(VolumeProfile::Learn(bars, kHour, {.buckets = 24}));
  bars.resize(bars.size() - 2);  // the last day has 22 of 24 bars
  EXPECT_FALSE(VolumeProfile::Learn(bars, kHour, {.buckets = 24}));
}

TEST(VolumeProfile, OldDaysAreForgotten) {
  auto bars = Bars(30, 0, UShape);
  for (core::Bar& bar : bars) bar.open_time = bar.open_time - base::Days(30);
  for (const core::Bar& bar : Bars(30, 0, Flat)) bars.push_back(bar);
  const auto profile = VolumeProfile::Learn(bars, kHour, {.buckets = 24, .days_max = 30}).value();
  EXPECT_LT(LargestError(profile.shares(), Flat), 1e-9);
}

TEST(VolumeProfile, ExpectationsAddUpOverMidnight) {
  const VolumeProfile profile = VolumeProfile::FromShares({0.4, 0.1, 0.2, 0.3}).value();
  const base::UnixNanos day = base::UnixNanos{} + base::Days(19'000);
  EXPECT_NEAR(profile.Expected(day, day + base::Hours(3)), 0.2, 1e-12);
  EXPECT_NEAR(profile.Expected(day + base::Hours(21), day + base::Hours(27)), 0.15 + 0.2, 1e-12);
  EXPECT_NEAR(profile.Expected(day - base::Hours(6), day + base::Days(2)), 0.3 + 2, 1e-12);
  EXPECT_EQ(profile.Expected(day, day), 0);
}

TEST(VolumeProfile, SaysWhatIsWrong) {
  const auto bars = Bars(12, 0.1, UShape);
  const auto why = [&](base::Duration period, ProfileOptions options) {
    const auto made = VolumeProfile::Learn(bars, period, options);
    return made ? std::string("made") : made.error().message;
  };
  EXPECT_NE(why(kHour, {.buckets = 7}).find("does not divide"), std::string::npos);
  EXPECT_NE(why(kHour, {.buckets = 48}).find("do not fit"), std::string::npos);
  EXPECT_NE(why(kHour, {.buckets = 24, .days_min = 1}).find("days_min"), std::string::npos);
  auto unordered = bars;
  std::swap(unordered[3], unordered[4]);
  EXPECT_FALSE(VolumeProfile::Learn(unordered, kHour, {.buckets = 24}));
  EXPECT_FALSE(VolumeProfile::FromShares({1.5, -0.5}));
  EXPECT_FALSE(VolumeProfile::FromShares({1}));
}

}  // namespace
}  // namespace keel::execution
