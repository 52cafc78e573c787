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

// xoshiro256plusplus.c and xoshiro256plus.c of Blackman and Vigna (public domain), as published.
uint64_t ReferenceNext(std::array<uint64_t, 4>& s, bool plus_plus = true) {
  const uint64_t result = plus_plus ? std::rotl(s[0] + s[3], 23) + s[0] : s[0] + s[3];
  const uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = std::rotl(s[3], 45);
  return result;
}

// The first `count` words of a stream, one generator after the other.
std::vector<uint64_t> ReferenceWords(uint64_t seed, const char* name, uint64_t block, size_t count,
                                     bool plus_plus) {
  base::RandomStream seeds(seed, name, block);
  std::array<std::array<uint64_t, 4>, 8> lanes{};
  for (size_t word = 0; word < 4; ++word) {
    for (auto& lane : lanes) lane[word] = seeds.NextU64();
  }
  std::vector<uint64_t> words(count);
  for (size_t i = 0; i < count; ++i) words[i] = ReferenceNext(lanes[i % 8], plus_plus);
  return words;
}

TEST(VectorStream, IsEightReferenceGeneratorsSeededByPhilox) {
  std::array<uint64_t, 4> known{1, 2, 3, 4};  // first outputs in the tests of the Rust crate
  EXPECT_EQ(ReferenceNext(known), 41943041U);
  EXPECT_EQ(ReferenceNext(known), 58720359U);
  EXPECT_EQ(ReferenceNext(known), 3588806011781223U);

  const std::vector<uint64_t> expected = ReferenceWords(9, "test.lanes", 5, 800, true);
  VectorStream stream(9, "test.lanes", 5);
  std::vector<uint64_t> bits(800);
  stream.FillBits(bits);
  EXPECT_EQ(bits, expected);
}

TEST(VectorStream, UniformsAndNormalsComeFromTheWords) {
  const std::vector<uint64_t> words = ReferenceWords(1, "test.kinds", 2, 240, false);
  std::vector<double> uniforms(240), normals(320), transformed(320);
  VectorStream(1, "test.kinds", 2).FillUniforms(uniforms);
  VectorStream(1, "test.kinds", 2).FillNormals(normals);
  NormalsFromBits(words, transformed);
  EXPECT_EQ(normals, transformed);
  for (size_t i = 0; i < words.size(); ++i) {
    EXPECT_EQ(uniforms[i], (static_cast<double>(words[i] >> 12) + 0.5) * 0x1p-52);
  }
}

TEST(VectorStream, APartialGroupDropsItsRest) {
  VectorStream whole(1, "test.groups", 0), parts(1, "test.groups", 0);
  std::vector<double> a(96), b(40), c(32);
  whole.FillNormals(a);
  parts.FillNormals(b);
  parts.FillNormals(c);
  EXPECT_TRUE(std::equal(b.begin(), b.end(), a.begin()));
  EXPECT_TRUE(std::equal(c.begin(), c.end(), a.begin() + 64));
}

// The four normals of words A, B and C in long double, from their definition.
std::array<long double, 4> ExactNormals(uint64_t a, uint64_t b, uint64_t c) {
  const auto low = [](uint64_t word, int bits) {
    return static_cast<long double>(word & ((uint64_t{1} << bits) - 1));
  };
  const auto u1 = static_cast<double>((low(a, 52) + 0.5L) * 0x1p-52L);  // both exact
  const long double k = low(b, 32) + low(a >> 52, 10) * 0x1p32L;
  const auto u2 = static_cast<double>((k + 0.5L) * 0x1p-42L);
  const double u = u1 * u2;  // rounded, as it says
  const long double v = (low(b >> 32, 32) + 0.5L) * 0x1p-32L;
  const long double square = -2 * std::log(static_cast<long double>(u));
  std::array<long double, 4> z{};
  for (size_t pair = 0; pair < 2; ++pair) {
    const long double sign = (a >> (63 - pair) & 1) != 0 ? -1 : 1;
    const long double radius = sign * std::sqrt(square * (pair == 0 ? v : 1 - v));
    const long double half_t = low(pair == 0 ? c : c >> 32, 32) * 0x1p-32L - 0.5L;
    z[2 * pair] = radius * boost::math::cos_pi(half_t);
    z[2 * pair + 1] = radius * boost::math::sin_pi(half_t);
  }
  return z;
}

long double WorstError(std::span<const uint64_t> bits, std::span<const double> normals) {
  long double worst = 0;
  for (size_t i = 0; i < bits.size() / 3; ++i) {
    const uint64_t* words = &bits[i / 8 * 24 + i % 8];
    const std::array<long double, 4> exact = ExactNormals(words[0], words[8], words[16]);
    for (size_t member = 0; member < 4; ++member) {
      const double got = normals[i / 8 * 32 + i % 8 + 8 * member];
      if (std::fabs(exact[member]) < 1e-300L) {
        EXPECT_EQ(got, 0.0);
      } else {
        worst = std::max(worst, std::fabs(got / exact[member] - 1));
      }
    }
  }
  return worst;
}

TEST(NormalsFromBits, IsAccurateOverTheWholeRange) {
  base::RandomStream stream(2, "test.bits");
  std::vector<uint64_t> bits(3 << 16);
  for (uint64_t& word : bits) word = stream.NextU64();
  // Every exponent of a, b and their product, both sides of 3/4 2^-k, and all of t around -1, 0, 1.
  constexpr uint64_t kTop = uint64_t{1} << 52, kHalf = uint64_t{1} << 32;
  size_t lane = 0;
  const auto put = [&](uint64_t a, uint64_t b, uint64_t c) {
    uint64_t* words = &bits[lane / 8 * 24 + lane % 8];
    words[0] = a, words[8] = b, words[16] = c;
    ++lane;
  };
  for (uint64_t k = 0; k < 52; ++k) {
    const uint64_t two_k = uint64_t{1} << k;
    const uint64_t half_k = uint64_t{1} << k % 32;
    for (const uint64_t a : {two_k, two_k - 1, kTop - two_k, two_k / 4 * 3, two_k / 4 * 3 - 1}) {
      for (const uint64_t t : {half_k, kHalf - half_k, kHalf / 2 + half_k, kHalf / 2 - half_k}) {
        const uint64_t b = (k % 3 == 0 ? half_k : kHalf - half_k) % kHalf;
        const uint64_t ten = (k % 5 == 0 ? uint64_t{1} << k % 10 : 1024 - (1 << k % 10)) % 1024;
        const uint64_t first = (a & (kTop - 1)) | ten << 52 | k % 4 << 62;
        put(first, b | (t % kHalf) << 32, (t % kHalf) | t << 32);
        put(first, kHalf - 1, (t % kHalf) | (kHalf - t) << 32);
      }
    }
  }
  put(0, 0, kHalf / 2), put(kTop - 1, ~uint64_t{0}, 0), put(0, 0, 0), put(0, kHalf - 1, ~kHalf);
  std::vector<double> normals(bits.size() / 3 * 4);
  NormalsFromBits(bits, normals);
  EXPECT_LT(WorstError(bits, normals), 2e-14L);
  const auto [low, high] = std::minmax_element(normals.begin(), normals.end());
  EXPECT_LT(std::max(*high, -*low), 11.54);  // sqrt(192 ln 2) = 11.536
  EXPECT_GT(std::max(*high, -*low), 11.53);
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
  std::array<std::array<double, 7>, 2> beyond{};  // by sign and whole deviations
  for (uint64_t block = 0; block < kBlocks; ++block) {
    VectorStream(4, "test.moments", block).FillNormals(z);
    for (const double x : z) {
      const double square = x * x;
      moments[1] += x, moments[2] += square, moments[3] += x * square;
      moments[4] += square * square;
      if (square < 9) continue;
      for (size_t s = 3; s <= 6; ++s) beyond[x < 0][s] += std::fabs(x) > static_cast<double>(s);
    }
  }
  const double unit = 4 / std::sqrt(kN);  // four standard errors
  EXPECT_NEAR(moments[1] / kN, 0, unit);
  EXPECT_NEAR(moments[2] / kN, 1, unit * std::sqrt(2.0));
  EXPECT_NEAR(moments[3] / kN, 0, unit * std::sqrt(15.0));
  EXPECT_NEAR(moments[4] / kN, 3, unit * std::sqrt(96.0));
  for (size_t s = 3; s <= 6; ++s) {
    const double expected = kN * std::erfc(static_cast<double>(s) / std::sqrt(2.0)) / 2;
    for (const auto& side : beyond) {
      // Beyond six 0.07 are expected; two or more happen once in 500 streams.
      EXPECT_NEAR(side[s], expected, s == 6 ? 1 : 4 * std::sqrt(expected)) << s;
    }
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

// Moments x^i y^j of two members of the groups, i + j <= 4, against those of independent normals:
// what the signs hide from a plain correlation, that of squares or of x and y^2 shows.
TEST(VectorStream, TheFourMembersOfAGroupAreIndependent) {
  constexpr size_t kGroups = 1 << 15;
  std::vector<double> z(32 * kGroups);
  VectorStream(7, "test.members", 0).FillNormals(z);
  const double root = std::sqrt(8.0 * kGroups);
  for (size_t a = 0; a < 4; ++a) {
    for (size_t b = 0; b < a; ++b) {
      std::array<double, 6> sums{};
      double both = 0, high = 0;
      for (size_t i = 0; i < 8 * kGroups; ++i) {
        const double x = z[i / 8 * 32 + i % 8 + 8 * a], y = z[i / 8 * 32 + i % 8 + 8 * b];
        const double x2 = x * x - 1, y2 = y * y - 1, product = x * y;
        const std::array<double, 6> terms{product, x2 * y,       x * y2,
                                          x2 * y2, product * x2, product * y2};
        for (size_t k = 0; k < 6; ++k) sums[k] += terms[k];
        high += std::fabs(x) > 2 ? 1 : 0;
        both += std::fabs(x) > 2 && std::fabs(y) > 2 ? 1 : 0;
      }
      const std::array<double, 6> variance{1, 2, 2, 4, 10, 10};
      for (size_t k = 0; k < 6; ++k) {
        EXPECT_LT(std::fabs(sums[k]) / root, 4 * std::sqrt(variance[k])) << a << b << " " << k;
      }
      const double p = std::erfc(std::sqrt(2.0)), n = 8.0 * kGroups;  // beyond two deviations
      EXPECT_NEAR(both, n * p * p, 4 * std::sqrt(n) * p) << a << b;
      EXPECT_NEAR(high, n * p, 4 * std::sqrt(n * p)) << a;
    }
  }
}

TEST(VectorStream, DrawsLanesAndBlocksAreUncorrelated) {
  constexpr size_t kDraws = 1 << 19;
  std::vector<double> z(kDraws), next(kDraws);
  VectorStream(6, "test.serial", 0).FillNormals(z);
  VectorStream(6, "test.serial", 1).FillNormals(next);
  const double bound = 4.5 / std::sqrt(double{kDraws});
  for (size_t lag = 0; lag <= 65; ++lag) {
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
