// SPDX-License-Identifier: MIT
#include "math/vector_stream.h"

#include <algorithm>

#include "base/check.h"
#include "base/random.h"

// Compiled once for each instruction set below; the processor chooses when the program runs.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/vector_stream.cc"
#define HWY_DISABLED_TARGETS (HWY_AVX3_DL | HWY_SSSE3)
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace keel::math::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Words = hn::CappedTag<uint64_t, VectorStream::kLanes>;
using Doubles = hn::CappedTag<double, VectorStream::kLanes>;
using Word = hn::Vec<Words>;
using Double = hn::Vec<Doubles>;

constexpr size_t kRow = VectorStream::kLanes;
constexpr uint64_t kOneBits = 0x3FF0000000000000;

template <int kBits>
HWY_INLINE Word RotateLeft(Word x) {
#if HWY_TARGET == HWY_AVX3
  return Word{_mm512_rol_epi64(x.raw, kBits)};
#else
  return hn::Or(hn::ShiftLeft<kBits>(x), hn::ShiftRight<64 - kBits>(x));
#endif
}

// xoshiro256++ for as many of the lanes as a vector holds.
class Lanes {
 public:
  HWY_INLINE explicit Lanes(const uint64_t* state)
      : s0_(hn::LoadU(Words(), state)),
        s1_(hn::LoadU(Words(), state + kRow)),
        s2_(hn::LoadU(Words(), state + 2 * kRow)),
        s3_(hn::LoadU(Words(), state + 3 * kRow)) {}

  HWY_INLINE void Store(uint64_t* state) const {
    hn::StoreU(s0_, Words(), state);
    hn::StoreU(s1_, Words(), state + kRow);
    hn::StoreU(s2_, Words(), state + 2 * kRow);
    hn::StoreU(s3_, Words(), state + 3 * kRow);
  }

  HWY_INLINE Word Next() {
    const Word result = hn::Add(RotateLeft<23>(hn::Add(s0_, s3_)), s0_);
    const Word s0 = s0_;
    const Word s1 = s1_;
    s0_ = hn::Xor3(s0, s3_, s1);
    s1_ = hn::Xor3(s1, s2_, s0);
    s2_ = hn::Xor3(s2_, s0, hn::ShiftLeft<17>(s1));
    s3_ = RotateLeft<45>(hn::Xor(s3_, s1));
    return result;
  }

 private:
  Word s0_, s1_, s2_, s3_;
};

// A double in [1, 2) from the lower 52 bits.
HWY_INLINE Double OneToTwo(Word bits) {
  const Words w;
  const Word mantissa = hn::Set(w, (uint64_t{1} << 52) - 1);
  return hn::BitCast(Doubles(), hn::OrAnd(hn::Set(w, uint64_t{kOneBits}), bits, mantissa));
}

HWY_INLINE Double OpenUniform(Word bits) {
  return hn::Sub(OneToTwo(bits), hn::Set(Doubles(), 1 - 0x1p-53));
}

// c[i] + c[i + 2] x^2 + c[i + 4] x^4 + ...
template <size_t kFirst, size_t kCount>
HWY_INLINE Double EveryOther(const double (&c)[kCount], Double x2) {
  const Double constant = hn::Set(Doubles(), c[kFirst]);
  if constexpr (kFirst + 2 < kCount) {
    return hn::MulAdd(EveryOther<kFirst + 2>(c, x2), x2, constant);
  }
  return constant;
}

// c[0] + c[1] x + c[2] x^2 + ...: even and odd powers apart, two chains of half the length.
template <size_t kCount>
HWY_INLINE Double Polynomial(const double (&c)[kCount], Double x) {
  const Double x2 = hn::Mul(x, x);
  return hn::MulAdd(EveryOther<1>(c, x2), x, EveryOther<0>(c, x2));
}

// u = (1 + f) 2^e with f in [-1/4, 1/2).
HWY_INLINE void SplitExponent(Double u, Double& f, Double& e) {
  const Doubles d;
#if HWY_TARGET == HWY_AVX3
  // u 4/3 rounds to at least 2^k exactly where u is at least 3/4 2^k, so both agree at the edge.
  e = Double{_mm512_getexp_pd(hn::Mul(u, hn::Set(d, 4.0 / 3.0)).raw)};
  f = Double{_mm512_getmant_pd(u.raw, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_zero)};
#else
  constexpr uint64_t kThreeQuarters = 0x3FE8000000000000;
  constexpr uint64_t kBias = 1024;  // keeps the shifted exponent positive
  constexpr uint64_t kTwo52 = 0x4330000000000000;
  const Words w;
  const Word bits = hn::BitCast(w, u);
  const Word biased = hn::ShiftRight<52>(hn::Add(bits, hn::Set(w, (kBias << 52) - kThreeQuarters)));
  e = hn::Sub(hn::BitCast(d, hn::Or(biased, hn::Set(w, uint64_t{kTwo52}))),
              hn::Set(d, 0x1p52 + static_cast<double>(kBias)));
  f = hn::BitCast(d,
                  hn::Sub(bits, hn::ShiftLeft<52>(hn::Sub(biased, hn::Set(w, uint64_t{kBias})))));
#endif
  f = hn::Sub(f, hn::Set(d, 1.0));
}

// -2 ln u for 0 < u < 1: ln(1 + f) is f times a polynomial of degree 17 without division
// (interpolation at Chebyshev nodes, relative error 2.2e-15).
HWY_INLINE Double MinusTwoLog(Double u) {
  static constexpr double kC[] = {-2.0000000000000036,  1.0000000000000346,   -0.6666666666619939,
                                  0.49999999997747624,  -0.40000000095986904, 0.33333333789653197,
                                  -0.28571421492969085, 0.2499996068262242,   -0.22222440986112368,
                                  0.2000163035124292,   -0.18179865519845517, 0.16633627801859693,
                                  -0.15346209514835762, 0.14561407962128378,  -0.14207991051062116,
                                  0.12590475188710795,  -0.07895999470487039, 0.023836618184268504};
  const Doubles d;
  Double f, e;
  SplitExponent(u, f, e);
  return hn::MulAdd(f, Polynomial(kC, f), hn::Mul(e, hn::Set(d, -1.3862943611198906)));
}

HWY_INLINE void BoxMuller(Word radius_bits, Word angle_bits, Double& a, Double& b) {
  // sin(t pi/2) = t S(t^2) and cos(t pi/2) = (1 - t^2) C(t^2): no cancellation at their zeros.
  static constexpr double kS[] = {1.5707963267948963,    -0.6459640975062232,
                                  0.07969262624568337,   -0.004681754131447062,
                                  0.0001604411695631063, -3.5988107063136794e-06,
                                  5.688318064017795e-08, -6.449471237809134e-10};
  static constexpr double kC[] = {1.0,
                                  -0.23370055013616783,
                                  0.01996895776483613,
                                  -0.000894522998138162,
                                  2.47372750411264e-05,
                                  -4.6476318093539006e-07,
                                  6.318119670622831e-09,
                                  -6.30616956165683e-11};
  const Doubles d;
  const Double one = hn::Set(d, 1.0);
  const Double radius = hn::Sqrt(MinusTwoLog(OpenUniform(radius_bits)));
  const Double r = hn::CopySignToAbs(radius, hn::BitCast(d, angle_bits));
  const Double t = hn::MulSub(OneToTwo(angle_bits), hn::Set(d, 2.0), hn::Set(d, 3.0));
  const Double s = hn::Mul(t, t);
#if HWY_NATIVE_FMA
  const Double rest = hn::NegMulAdd(t, t, one);
#else
  const Double rest = hn::Mul(hn::Sub(one, t), hn::Add(one, t));
#endif
  a = hn::Mul(r, hn::Mul(rest, Polynomial(kC, s)));
  b = hn::Mul(r, hn::Mul(t, Polynomial(kS, s)));
}

void FillBits(uint64_t* state, uint64_t* out, size_t n) {
  for (size_t lane = 0; lane < kRow; lane += hn::Lanes(Words())) {
    Lanes lanes(state + lane);
    for (size_t i = lane; i < n; i += kRow) hn::StoreU(lanes.Next(), Words(), out + i);
    lanes.Store(state + lane);
  }
}

void FillUniforms(uint64_t* state, double* out, size_t n) {
  for (size_t lane = 0; lane < kRow; lane += hn::Lanes(Words())) {
    Lanes lanes(state + lane);
    for (size_t i = lane; i < n; i += kRow) {
      hn::StoreU(OpenUniform(lanes.Next()), Doubles(), out + i);
    }
    lanes.Store(state + lane);
  }
}

void FillNormals(uint64_t* state, double* out, size_t n) {
  for (size_t lane = 0; lane < kRow; lane += hn::Lanes(Words())) {
    Lanes lanes(state + lane);
    for (size_t i = lane; i < n; i += 2 * kRow) {
      const Word radius_bits = lanes.Next();
      Double a, b;
      BoxMuller(radius_bits, lanes.Next(), a, b);
      hn::StoreU(a, Doubles(), out + i);
      hn::StoreU(b, Doubles(), out + i + kRow);
    }
    lanes.Store(state + lane);
  }
}

void Transform(const uint64_t* bits, double* out, size_t n) {
  for (size_t lane = 0; lane < kRow; lane += hn::Lanes(Words())) {
    for (size_t i = lane; i < n; i += 2 * kRow) {
      Double a, b;
      BoxMuller(hn::LoadU(Words(), bits + i), hn::LoadU(Words(), bits + i + kRow), a, b);
      hn::StoreU(a, Doubles(), out + i);
      hn::StoreU(b, Doubles(), out + i + kRow);
    }
  }
}

std::string_view Target() { return hwy::TargetName(HWY_TARGET); }

}  // namespace
}  // namespace keel::math::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keel::math {
namespace {

HWY_EXPORT(FillBits);
HWY_EXPORT(FillUniforms);
HWY_EXPORT(FillNormals);
HWY_EXPORT(Transform);
HWY_EXPORT(Target);

// Whole groups go straight to `out`; the last, partial one through a group of its own.
template <size_t kGroup, typename T, typename Fill>
void FillGroups(std::span<T> out, Fill fill) {
  const size_t whole = out.size() / kGroup * kGroup;
  fill(out.data(), whole);
  if (whole == out.size()) return;
  std::array<T, kGroup> last;
  fill(last.data(), kGroup);
  std::copy_n(last.begin(), out.size() - whole, out.data() + whole);
}

}  // namespace

VectorStream::VectorStream(uint64_t seed, std::string_view component, uint64_t block) {
  base::RandomStream stream(seed, component, block);
  for (uint64_t& word : state_) word = stream.NextU64();
}

void VectorStream::FillBits(std::span<uint64_t> out) {
  FillGroups<kLanes>(out, [&](uint64_t* to, size_t n) {
    HWY_DYNAMIC_DISPATCH(FillBits)(state_.data(), to, n);
  });
}

void VectorStream::FillUniforms(std::span<double> out) {
  FillGroups<kLanes>(out, [&](double* to, size_t n) {
    HWY_DYNAMIC_DISPATCH(FillUniforms)(state_.data(), to, n);
  });
}

void VectorStream::FillNormals(std::span<double> out) {
  FillGroups<2 * kLanes>(out, [&](double* to, size_t n) {
    HWY_DYNAMIC_DISPATCH(FillNormals)(state_.data(), to, n);
  });
}

void NormalsFromBits(std::span<const uint64_t> bits, std::span<double> normals) {
  CHECK(bits.size() == normals.size() && bits.size() % 16 == 0, "pairs come in groups of eight");
  HWY_DYNAMIC_DISPATCH(Transform)(bits.data(), normals.data(), bits.size());
}

std::string_view VectorTarget() { return HWY_DYNAMIC_DISPATCH(Target)(); }

}  // namespace keel::math
#endif  // HWY_ONCE
