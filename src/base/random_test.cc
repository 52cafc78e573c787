// SPDX-License-Identifier: MIT
#include "base/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

#include "base/hash.h"

namespace keel::base {
namespace {

TEST(Philox, GivesThePublishedAnswers) {  // kat_vectors of Random123, philox4x32 with 10 rounds
  using Block = std::array<uint32_t, 4>;
  using Key = std::array<uint32_t, 2>;
  EXPECT_EQ(Philox4x32(Block{}, Key{}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(Philox4x32(Block{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
                       Key{0xffffffff, 0xffffffff}),
            (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(Philox4x32(Block{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                       Key{0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(RandomStream, IsTheBlockFunctionOfItsName) {
  RandomStream stream(7, "sim.latency", 0x1122334455667788);
  const uint64_t key = 7 ^ Hash64("sim.latency");
  for (uint32_t i = 0; i < 3; ++i) {
    const auto block = Philox4x32({i, 0, 0x55667788, 0x11223344},
                                  {static_cast<uint32_t>(key), static_cast<uint32_t>(key >> 32)});
    EXPECT_EQ(stream.NextU64(), block[0] | uint64_t{block[1]} << 32);
    EXPECT_EQ(stream.NextU64(), block[2] | uint64_t{block[3]} << 32);
  }
}

TEST(RandomStream, DependsOnEachPartOfItsName) {
  std::set<uint64_t> first;
  for (const uint64_t seed : {1, 2}) {
    for (const char* component : {"a", "b", "sim.latency"}) {
      for (const uint64_t item : {0, 1, 2}) {
        first.insert(RandomStream(seed, component, item).NextU64());
      }
    }
  }
  EXPECT_EQ(first.size(), 18U);
  EXPECT_EQ(RandomStream(1, "a", 2).NextU64(), RandomStream(1, "a", 2).NextU64());
}

TEST(RandomStream, UniformsFillTheInterval) {
  RandomStream stream(3, "test.uniform");
  constexpr int kDraws = 1'000'000, kCells = 100;
  std::vector<int> cells(kCells);
  for (int i = 0; i < kDraws; ++i) {
    const double u = i % 2 == 0 ? stream.NextUniform() : stream.NextOpenUniform();
    ASSERT_TRUE(u >= 0 && u < 1);
    ++cells[static_cast<size_t>(u * kCells)];
  }
  double chi_square = 0;
  for (const int count : cells) chi_square += std::pow(count - 1e4, 2) / 1e4;
  EXPECT_GT(chi_square, 58);   // 99 degrees of freedom: 0.03 % below and
  EXPECT_LT(chi_square, 155);  // 0.03 % above
}

TEST(RandomStream, NormalsHaveTheMomentsOfTheNormal) {
  RandomStream stream(4, "test.normal");
  constexpr int kDraws = 1'000'000;
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0;
  int within_one = 0, beyond_three = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double z = stream.NextNormal();
    m1 += z, m2 += z * z, m3 += z * z * z, m4 += z * z * z * z;
    within_one += std::fabs(z) < 1 ? 1 : 0;
    beyond_three += std::fabs(z) > 3 ? 1 : 0;
  }
  // Bounds of four standard errors.
  EXPECT_NEAR(m1 / kDraws, 0, 4e-3);
  EXPECT_NEAR(m2 / kDraws, 1, 4 * std::sqrt(2.0) * 1e-3);
  EXPECT_NEAR(m3 / kDraws, 0, 4 * std::sqrt(15.0) * 1e-3);
  EXPECT_NEAR(m4 / kDraws, 3, 4 * std::sqrt(96.0) * 1e-3);
  EXPECT_NEAR(within_one, 682'689, 4 * 466);
  EXPECT_NEAR(beyond_three, 2'700, 4 * 52);
}

TEST(RandomStream, NeighbouringItemsAreUncorrelated) {
  constexpr int kItems = 200'000;
  double sum = 0;
  double last = RandomStream(5, "test.items", 0).NextNormal();
  for (uint64_t item = 1; item <= kItems; ++item) {
    const double z = RandomStream(5, "test.items", item).NextNormal();
    sum += z * last;
    last = z;
  }
  EXPECT_NEAR(sum / kItems, 0, 4 / std::sqrt(double{kItems}));
}

TEST(RandomStream, NextBelowIsUnbiased) {
  RandomStream stream(6, "test.below");
  std::vector<int> counts(6);
  for (int i = 0; i < 600'000; ++i) ++counts[stream.NextBelow(6)];
  for (const int count : counts) EXPECT_NEAR(count, 100'000, 4 * 289);
  // Three quarters of 2^64: modulo alone would give the lower third twice as often as the rest.
  const uint64_t n = uint64_t{3} << 62;
  int low = 0;
  for (int i = 0; i < 300'000; ++i) low += stream.NextBelow(n) < n / 3 ? 1 : 0;
  EXPECT_NEAR(low, 100'000, 4 * 259);
  EXPECT_EQ(stream.NextBelow(1), 0U);
  EXPECT_DEATH((void)stream.NextBelow(0), "empty range");
}

}  // namespace
}  // namespace keel::base
