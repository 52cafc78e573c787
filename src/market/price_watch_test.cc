// SPDX-License-Identifier: MIT
#include "market/price_watch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace keel::market {
namespace {

using base::Minutes;
using base::Seconds;

std::vector<core::Bar> Bars(const std::vector<double>& closes, base::Duration period) {
  std::vector<core::Bar> bars;
  for (const double close : closes) {
    const base::UnixNanos open{period.ns * static_cast<int64_t>(bars.size())};
    bars.push_back({open, close, close, close, close, 1});
  }
  return bars;
}
base::UnixNanos EndOf(const std::vector<core::Bar>& bars, base::Duration period) {
  return bars.empty() ? base::UnixNanos{} : bars.back().open_time + period;
}

std::optional<base::UnixNanos> Jump(const std::vector<double>& closes, base::Duration period) {
  const auto bars = Bars(closes, period);
  JumpWatch watch(period, 0.10, 0.05, Minutes(15));
  return watch.LastJump(bars, EndOf(bars, period));
}

TEST(JumpWatchTest, AMoveMustBeLargerThanTheLimit) {
  EXPECT_FALSE(Jump({100, 105}, Minutes(1)));
  EXPECT_TRUE(Jump({100, 105.01}, Minutes(1)));
  EXPECT_FALSE(Jump({100, 95}, Minutes(1)));
  EXPECT_TRUE(Jump({100, 94.99}, Minutes(1)));
}

TEST(JumpWatchTest, TheWindowsAreAMinuteAndFive) {
  EXPECT_FALSE(Jump({100, 102, 104, 106, 108, 110}, Minutes(1)));  // 10 % in five minutes
  EXPECT_TRUE(Jump({100, 102, 104, 106, 108, 110.01}, Minutes(1)));
  EXPECT_FALSE(Jump({100, 101, 102, 104, 106, 108, 110.01}, Minutes(1)));  // in six
  EXPECT_FALSE(Jump({100, 108}, Minutes(5)));  // a minute cannot be seen
  EXPECT_TRUE(Jump({100, 110.01}, Minutes(5)));
  EXPECT_FALSE(Jump({100, 200}, Minutes(15)));
  EXPECT_TRUE(Jump({100, 101, 105.01}, Seconds(30)));
  EXPECT_FALSE(Jump({100, 101, 101, 105.01}, Seconds(30)));
}

TEST(JumpWatchTest, IsForgottenAfterItsMemoryAndSkipsWhatIsOld) {
  std::vector<double> closes = {100, 120};
  closes.resize(40, 120);
  const auto bars = Bars(closes, Minutes(1));
  const base::UnixNanos jump{Minutes(6).ns};  // 100 was five minutes ago
  const std::span<const core::Bar> all = bars;
  JumpWatch watch(Minutes(1), 0.10, 0.05, Minutes(15));
  EXPECT_EQ(watch.LastJump(all.first(2), {Minutes(2).ns}), base::UnixNanos{Minutes(2).ns});
  EXPECT_EQ(watch.LastJump(all.first(20), jump + Minutes(14)), jump);
  EXPECT_FALSE(watch.LastJump(all.first(21), jump + Minutes(15)));
  JumpWatch late(Minutes(1), 0.10, 0.05, Minutes(15));
  EXPECT_EQ(late.LastJump(all.first(20), jump + Minutes(14)), jump);
  EXPECT_FALSE(late.LastJump(all, EndOf(bars, Minutes(1))));
}

/// The windows written out: every pair of closes of the last minutes.
std::optional<base::UnixNanos> SlowJump(std::span<const core::Bar> bars, base::UnixNanos now) {
  std::optional<base::UnixNanos> last;
  const auto close_time = [](const core::Bar& bar) { return bar.open_time; };
  for (const core::Bar& later : bars) {
    for (const core::Bar& earlier : bars) {
      const base::Duration between = close_time(later) - close_time(earlier);
      const double move = std::abs(later.close - earlier.close) / earlier.close;
      const bool jumps = between.ns >= 0 && ((between <= Minutes(5) && move > 0.10) ||
                                             (between <= Seconds(60) && move > 0.05));
      if (jumps && now - close_time(later) < Minutes(15)) last = close_time(later);
    }
  }
  return last;
}

TEST(JumpWatchTest, AgreesWithEveryPairOfTradesAtRandomTimes) {
  int jumps = 0;
  for (uint64_t item = 0; item < 60; ++item) {
    base::RandomStream random(2, "test.jump_watch", item);
    std::vector<core::Bar> trades;
    base::UnixNanos t{0};
    double price = 100;
    JumpWatch watch({}, 0.10, 0.05, Minutes(15));
    for (int i = 0; i < 150; ++i) {
      t = t + Seconds(static_cast<int64_t>(random.NextBelow(60)));
      price *= 1 + 0.012 * random.NextNormal();
      trades.push_back({t, price, price, price, price, 1});
      if (random.NextBelow(3) != 0) continue;  // asked now and then
      const auto found = watch.LastJump(trades, t);
      ASSERT_EQ(found, SlowJump(trades, t)) << item << " " << i;
      jumps += found ? 1 : 0;
    }
  }
  EXPECT_GT(jumps, 100);
}

TEST(BelowForTest, TellsForHowLongEveryCloseWasBelow) {
  const base::Duration enough = Minutes(5);
  const auto below = [&](const std::vector<double>& closes, base::Duration later) {
    const auto bars = Bars(closes, Minutes(1));
    return BelowFor(bars, Minutes(1), 0.98, EndOf(bars, Minutes(1)) + later, enough);
  };
  EXPECT_FALSE(BelowFor({}, Minutes(1), 0.98, {}, enough).has_value());
  EXPECT_FALSE(below({0.97, 0.98}, {}).has_value());
  EXPECT_EQ(below({1, 0.97}, {}), Minutes(0));
  EXPECT_EQ(below({1, 0.97}, Seconds(7)), Seconds(7));
  EXPECT_EQ(below({1, 0.97, 0.979, 0.5}, {}), Minutes(2));
  EXPECT_EQ(below({0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9}, {}), enough);
}

TEST(HourVolumeTest, LongerBarsCountByTheirPart) {
  EXPECT_EQ(HourVolume({}, Minutes(1)), 0);
  std::vector<core::Bar> bars = Bars(std::vector<double>(90, 1), Minutes(1));
  for (size_t i = 0; i < bars.size(); ++i) bars[i].volume = static_cast<double>(i);
  EXPECT_EQ(HourVolume(bars, Minutes(1)), (30 + 89) * 30.0);
  bars = Bars({1, 1}, base::Hours(4));
  bars[1].volume = 400;
  EXPECT_EQ(HourVolume(bars, base::Hours(4)), 100);
  bars = Bars({1, 1, 1}, Minutes(45));
  bars[1].volume = 30;
  bars[2].volume = 60;
  EXPECT_EQ(HourVolume(bars, Minutes(45)), 70);  // a third of the earlier one
}

}  // namespace
}  // namespace keel::market
