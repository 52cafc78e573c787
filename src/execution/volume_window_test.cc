// SPDX-License-Identifier: MIT
#include "execution/volume_window.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace keel::execution {
namespace {

core::Quantity Units(int64_t n) { return core::Quantity(core::Decimal::FromInt(n)); }
constexpr base::UnixNanos At(int64_t seconds) { return {seconds * 1'000'000'000}; }

struct Entry {
  base::UnixNanos time;
  int64_t quantity;
};

int64_t SumAfter(const std::vector<Entry>& entries, base::UnixNanos from) {
  int64_t sum = 0;
  for (const Entry& e : entries) {
    if (e.time > from) sum += e.quantity;
  }
  return sum;
}

TEST(VolumeWindow, ErrsOnTheSafeSideByOneSpanAtMost) {
  base::RandomStream random(3, "test.volume_window");
  VolumeWindow window(base::Seconds(640));
  std::vector<Entry> market, own;
  base::UnixNanos now = At(1'000'000);
  for (int i = 0; i < 3000; ++i) {
    now = now + base::Milliseconds(static_cast<int64_t>(random.NextBelow(20'000)));
    const auto quantity = static_cast<int64_t>(random.NextBelow(50)) + 1;
    if (random.NextBelow(3) == 0) {
      own.push_back({now, quantity});
      window.AddOwn(Units(quantity), now);
    } else {
      market.push_back({now, quantity});
      window.AddMarket(Units(quantity), now);
    }
    const base::UnixNanos from = now - base::Seconds(640);
    ASSERT_LE(window.MarketAtMost(now), Units(SumAfter(market, from)));
    ASSERT_GE(window.MarketAtMost(now), Units(SumAfter(market, from + base::Seconds(10))));
    ASSERT_GE(window.OwnAtLeast(now), Units(SumAfter(own, from)));
    ASSERT_LE(window.OwnAtLeast(now), Units(SumAfter(own, from - base::Seconds(10))));
    ASSERT_LE(window.spans().size(), 67u);
  }
}

TEST(VolumeWindow, SenselessVolumesDoNoHarm) {
  VolumeWindow window(base::Hours(1));
  const core::Quantity huge(core::Decimal::PowerOfTen(25));
  for (int i = 0; i < 100; ++i) window.AddMarket(huge, At(i * 60));
  window.AddMarket(-huge, At(6000));
  window.AddMarket({}, At(6000));
  EXPECT_GT(window.MarketAtMost(At(6000)), core::Quantity());
}

TEST(VolumeWindow, ALateTimeCountsAsTheLastOne) {
  VolumeWindow window(base::Seconds(64));
  window.AddMarket(Units(5), At(100));
  window.AddMarket(Units(7), At(10));
  EXPECT_EQ(window.MarketAtMost(At(150)), Units(12));
}

}  // namespace
}  // namespace keel::execution
