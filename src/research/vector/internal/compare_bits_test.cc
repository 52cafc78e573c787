// SPDX-License-Identifier: MIT
#include "research/vector/internal/compare_bits.h"

#include <gtest/gtest.h>

#include <hwy/targets.h>
#include <vector>

#include "base/random.h"
#include "research/vector/internal/vector_desk.h"
#include "risk/check.h"

namespace keel::research::internal {
namespace {

template <typename Act>
void OnEveryTarget(Act act) {
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    act();
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

TEST(CompareBits, EveryProcessorSaysWhatAPlainLoopSays) {
  base::RandomStream random(3, "test.compare");
  std::vector<double> a, b;
  for (size_t i = 0; i < 5 * kWordBars; ++i) {
    a.push_back(static_cast<double>(random.NextBelow(4)));
    b.push_back(static_cast<double>(random.NextBelow(4)));  // often the same: not above
  }
  OnEveryTarget([&] {
    std::vector<uint64_t> bits(5);
    CompareBits(a.data(), b.data(), bits.size(), bits.data());
    for (size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(((bits[i / 64] >> (i % 64)) & 1) != 0, a[i] > b[i]) << CompareTarget() << " " << i;
    }
  });
}

TEST(CompareBits, KnownBarsAreThoseOfTheRange) {
  for (const size_t from : {0u, 1u, 63u, 64u, 65u, 127u, 128u, 300u}) {
    for (const size_t to : {0u, 1u, 64u, 65u, 127u, 128u, 129u, 500u}) {
      const uint64_t bars = KnownBars(64, from, to);
      for (size_t i = 0; i < 64; ++i) {
        const bool lies_in = from <= 64 + i && 64 + i < to;
        EXPECT_EQ(((bars >> i) & 1) != 0, lies_in) << from << " " << to << " " << i;
      }
    }
  }
}

TEST(LotCounter, CountsWholeLotsAsTheGateDoes) {
  base::RandomStream random(4, "test.lots");
  for (const char* text : {"0.00001", "0.003", "1", "1000"}) {
    const core::Quantity lot = *core::Quantity::Parse(text);
    const LotCounter counter(lot);
    for (int i = 0; i < 20'000; ++i) {
      const double lots = std::exp(50 * random.NextUniform() - 10);
      const double whole = static_cast<double>(random.NextBelow(1'000'000)) * lot.ToDouble();
      for (const double quantity : {lots * lot.ToDouble(), whole, -whole, 0.0}) {
        const core::Quantity expected = risk::WholeLots(quantity, lot);
        ASSERT_EQ((lot * counter.Count(quantity)).ToString(), expected.ToString()) << quantity;
      }
    }
  }
}

}  // namespace
}  // namespace keel::research::internal
