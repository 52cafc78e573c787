// SPDX-License-Identifier: MIT
#include "math/vector_stream.h"

#include <gtest/gtest.h>

#include <hwy/targets.h>
#include <algorithm>
#include <bit>
#include <boost/math/special_functions/cos_pi.hpp>
#include <boost/math/special_functions/sin_pi.hpp>
#include <cmath>
#include <vector>

#include "base/random.h"

namespace keel::math {
namespace {

// xoshiro256plusplus.c of Blackman and Vigna (public domain), as published.
uint64_t ReferenceNext(std::array<uint64_t, 4>& s) {
  const uint64_t result = std::rotl(s[0] + s[3], 23) + s[0];
  const uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = std::rotl(s[3], 45);
  return result;
}

TEST(VectorStream, IsEightReferenceGeneratorsSeededByPhilox) {
  std::array<uint64_t, 4> known{1, 2, 3, 4};  // first outputs in the tests of the Rust crate
  EXPECT_EQ(ReferenceNext(known), 41943041U);
  EXPECT_EQ(ReferenceNext(known), 58720359U);
  EXPECT_EQ(ReferenceNext(known), 3588806011781223U);

  base::RandomStream seeds(9, "test.lanes", 5);
  std::array<std::array<uint64_t, 4>, 8> lanes{};
  for (size_t word = 0; word < 4; ++word) {
    for (auto& lane : lanes) lane[word] = seeds.NextU64();
  }
  VectorStream stream(9, "test.lanes", 5);
  std::vector<uint64_t> bits(800);
  stream.FillBits(bits);
  for (size_t i = 0; i < bits.size(); ++i) ASSERT_EQ(bits[i], ReferenceNext(lanes[i % 8])) << i;
}

TEST(VectorStream, UniformsAndNormalsComeFromTheBits) {
  std::vector<uint64_t> bits(160);
  std::vector<double> uniforms(160), normals(160), transformed(160);
  VectorStream(1, "test.kinds", 2).FillBits(bits);
  VectorStream(1, "test.kinds", 2).FillUniforms(uniforms);
  VectorStream(1, "test.kinds", 2).FillNormals(normals);
  NormalsFromBits(bits, transformed);
  EXPECT_EQ(normals, transformed);
  for (size_t i = 0; i < bits.size(); ++i) {
    const uint64_t k = bits[i] & ((uint64_t{1} << 52) - 1);
    EXPECT_EQ(uniforms[i], (static_cast<double>(k) + 0.5) * 0x1p-52);
  }
}

TEST(VectorStream, APartialGroupDropsItsRest) {
  VectorStream whole(1, "test.groups", 0), parts(1, "test.groups", 0);
  std::vector<double> a(48), b(20), c(16);
  whole.FillNormals(a);
  parts.FillNormals(b);
  parts.FillNormals(c);
  EXPECT_TRUE(std::equal(b.begin(), b.end(), a.begin()));
  EXPECT_TRUE(std::equal(c.begin(), c.end(), a.begin() + 32));
}

// Relative error of the transform against long double for one pair of words.
long double WorstError(std::span<const uint64_t> bits, std::span<const double> normals) {
  constexpr uint64_t kMask = (uint64_t{1} << 52) - 1;
  long double worst = 0;
  for (size_t i = 0; i < bits.size(); ++i) {
    if (i % 16 >= 8) continue;
    const uint64_t angle = bits[i + 8];
    const long double u = (static_cast<long double>(bits[i] & kMask) + 0.5L) * 0x1p-52L;
    const long double half_t = static_cast<long double>(angle & kMask) * 0x1p-52L - 0.5L;
    const long double r = (angle >> 63 ? -1 : 1) * std::sqrt(-2 * std::log(u));
    const long double a = r * boost::math::cos_pi(half_t);
    const long double b = r * boost::math::sin_pi(half_t);
    for (const auto& [exact, got] : {std::pair{a, normals[i]}, std::pair{b, normals[i + 8]}}) {
      if (std::fabs(exact) < 1e-300L) {
        EXPECT_EQ(got, 0.0);
      } else {
        worst = std::max(worst, std::fabs(got / exact - 1));
      }
    }
  }
  return worst;
}

TEST(NormalsFromBits, IsAccurateOverTheWholeRange) {
  base::RandomStream stream(2, "test.bits");
  std::vector<uint64_t> bits(1 << 18);
  for (uint64_t& word : bits) word = stream.NextU64();
  // Every exponent of u and of 1 - u, of t around -1, 0 and 1, and both sides of 3/4 2^-k.
  constexpr uint64_t kTop = uint64_t{1} << 52;
  size_t group = 0;
  const auto put = [&](uint64_t k, uint64_t angle) {
    bits[group * 16 + group % 8] = k;
    bits[group * 16 + 8 + group % 8] = angle;
    ++group;
  };
  for (uint64_t k = 0; k < 52; ++k) {
    const uint64_t two_k = uint64_t{1} << k;
    for (const uint64_t u : {two_k, two_k - 1, kTop - two_k, two_k / 4 * 3, two_k / 4 * 3 - 1}) {
      for (const uint64_t angle : {two_k, kTop - two_k, kTop / 2 + two_k, kTop / 2 - two_k}) {
        put(u & (kTop - 1), angle | (k % 2) << 63);
      }
    }
  }
  put(0, 0), put(kTop - 1, kTop - 1), put(0, kTop / 2), put(kTop - 1, kTop / 2);
  std::vector<double> normals(bits.size());
  NormalsFromBits(bits, normals);
  EXPECT_LT(WorstError(bits, normals), 2e-15L);
  const auto [low, high] = std::minmax_element(normals.begin(), normals.end());
  EXPECT_LT(std::max(*high, -*low), 8.58);  // sqrt(106 ln 2) = 8.572
  EXPECT_GT(std::max(*high, -*low), 8.57);
}

// Runs `fn` on every instruction set that this processor has.
template <typename Fn>
void OnEachTarget(Fn fn) {
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    fn(std::string(VectorTarget()));
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

TEST(VectorStream, EveryInstructionSetGivesTheSameNumbers) {
  std::vector<double> fused, unfused, uniforms;
  std::vector<uint64_t> bits;
  OnEachTarget([&](const std::string& target) {
    VectorStream stream(3, "test.targets", 1);
    std::vector<uint64_t> words(1000);
    std::vector<double> u(1000), z(100'000);
    stream.FillBits(words);
    stream.FillUniforms(u);
    stream.FillNormals(z);
    if (bits.empty()) bits = words, uniforms = u;
    EXPECT_EQ(words, bits) << target;
    EXPECT_EQ(u, uniforms) << target;
    std::vector<double>& like = target == "AVX3" || target == "AVX2" ? fused : unfused;
    if (like.empty()) like = z;
    EXPECT_EQ(z, like) << target;
  });
  ASSERT_FALSE(unfused.empty());
  for (size_t i = 0; i < fused.size(); ++i) {
    ASSERT_NEAR(fused[i], unfused[i], 1e-12 * std::fabs(fused[i]));
  }
}

TEST(VectorStream, NormalsHaveTheMomentsAndTailsOfTheNormal) {
  constexpr int kBlocks = 1024, kDraws = 1 << 16;
  constexpr double kN = double{kBlocks} * kDraws;  // 67 million
  std::vector<double> z(kDraws);
  std::array<double, 5> moments{};
  std::array<int64_t, 6> beyond{};
  for (uint64_t block = 0; block < kBlocks; ++block) {
    VectorStream(4, "test.moments", block).FillNormals(z);
    for (const double x : z) {
      const double square = x * x;
      moments[1] += x, moments[2] += square, moments[3] += x * square;
      moments[4] += square * square;
      if (square < 9) continue;
      for (size_t s = 3; s <= 5; ++s) beyond[s] += x > static_cast<double>(s) ? 1 : 0;
      beyond[2] += x < -3, beyond[1] += x < -4, beyond[0] += x < -5;
    }
  }
  const double unit = 4 / std::sqrt(kN);  // four standard errors
  EXPECT_NEAR(moments[1] / kN, 0, unit);
  EXPECT_NEAR(moments[2] / kN, 1, unit * std::sqrt(2.0));
  EXPECT_NEAR(moments[3] / kN, 0, unit * std::sqrt(15.0));
  EXPECT_NEAR(moments[4] / kN, 3, unit * std::sqrt(96.0));
  for (size_t s = 3; s <= 5; ++s) {
    const double expected = kN * std::erfc(static_cast<double>(s) / std::sqrt(2.0)) / 2;
    EXPECT_NEAR(static_cast<double>(beyond[s]), expected, 4 * std::sqrt(expected)) << s;
    EXPECT_NEAR(static_cast<double>(beyond[5 - s]), expected, 4 * std::sqrt(expected)) << -int(s);
  }
}

TEST(VectorStream, NormalsPassKolmogorovSmirnov) {
  std::vector<double> z(1 << 20);
  VectorStream(5, "test.ks", 0).FillNormals(z);
  std::sort(z.begin(), z.end());
  const auto n = static_cast<double>(z.size());
  double distance = 0;
  for (size_t i = 0; i < z.size(); ++i) {
    const double p = std::erfc(-z[i] / std::sqrt(2.0)) / 2;
    distance =
        std::max({distance, static_cast<double>(i + 1) / n - p, p - static_cast<double>(i) / n});
  }
  EXPECT_LT(distance * std::sqrt(n), 1.95);  // 0.1 % of samples lie above
  EXPECT_GT(distance * std::sqrt(n), 0.30);  // and almost none below
}

TEST(VectorStream, DrawsLanesAndBlocksAreUncorrelated) {
  constexpr size_t kDraws = 1 << 20;
  std::vector<double> z(kDraws), next(kDraws);
  VectorStream(6, "test.serial", 0).FillNormals(z);
  VectorStream(6, "test.serial", 1).FillNormals(next);
  const double bound = 4.5 / std::sqrt(double{kDraws});
  for (size_t lag = 0; lag <= 33; ++lag) {
    double own = 0, squares = 0, across = 0;
    for (size_t i = lag; i < kDraws; ++i) {
      own += z[i] * z[i - lag];
      squares += (z[i] * z[i] - 1) * (z[i - lag] * z[i - lag] - 1) / 2;
      across += z[i] * next[i - lag];
    }
    EXPECT_NEAR(across / kDraws, 0, bound) << lag;
    if (lag == 0) continue;
    EXPECT_NEAR(own / kDraws, 0, bound) << lag;
    EXPECT_NEAR(squares / kDraws, 0, bound) << lag;
  }
}

}  // namespace
}  // namespace keel::math
