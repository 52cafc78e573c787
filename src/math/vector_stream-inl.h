// SPDX-License-Identifier: MIT
// The generators and the transform of VectorStream, for code that is itself compiled once for each
// instruction set and takes the normals as they come, in registers. What they are: vector_stream.h.
#include <cstddef>
#include <cstdint>

#include "math/vector_stream.h"

// As Highway has it: included again for each instruction set.
#if defined(KEEL_MATH_VECTOR_STREAM_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef KEEL_MATH_VECTOR_STREAM_INL_H
#undef KEEL_MATH_VECTOR_STREAM_INL_H
#else
#define KEEL_MATH_VECTOR_STREAM_INL_H
#endif

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
constexpr size_t kGroup = 4 * kRow;  // normals
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

  /// A word of xoshiro256++.
  HWY_INLINE Word Next() {
    const Word result = hn::Add(RotateLeft<23>(hn::Add(s0_, s3_)), s0_);
    Move();
    return result;
  }

  /// A word of xoshiro256+, the same generator with the plain sum for output.
  HWY_INLINE Word NextSum() {
    const Word result = hn::Add(s0_, s3_);
    Move();
    return result;
  }

 private:
  HWY_INLINE void Move() {
    const Word s1 = s1_;
    const Word s20 = hn::Xor(s2_, s0_);
    const Word s31 = hn::Xor(s3_, s1);
#if HWY_TARGET == HWY_AVX3
    s1_ = hn::Xor3(s1, s2_, s0_);  // one instruction, not one more step
    s0_ = hn::Xor3(s0_, s3_, s1);
#else
    s1_ = hn::Xor(s1, s20);
    s0_ = hn::Xor(s0_, s31);
#endif
    s2_ = hn::Xor(s20, hn::ShiftLeft<17>(s1));
    s3_ = RotateLeft<45>(s31);
  }

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

// The same from the upper 52 bits.
HWY_INLINE Double UpperUniform(Word bits) {
  const Word one = hn::Set(Words(), uint64_t{kOneBits});
  const Double x = hn::BitCast(Doubles(), hn::Or(hn::ShiftRight<12>(bits), one));
  return hn::Sub(x, hn::Set(Doubles(), 1 - 0x1p-53));
}

// 2^20 + k / 2^32 and 2^21 + k / 2^31 as they stand above their lower 32 bits, k.
constexpr uint64_t kUnit = 0x4130000000000000;
constexpr uint64_t kTurn = 0x4140000000000000;

// `top` over the lower half of each word.
HWY_INLINE Double LowerHalf(Word bits, uint64_t top) {
  const Words w;
#if HWY_TARGET == HWY_AVX3
  const Word all{_mm512_mask_blend_epi32(0xAAAA, bits.raw, hn::Set(w, top).raw)};
#elif HWY_TARGET == HWY_AVX2
  const Word all{_mm256_blend_epi32(bits.raw, hn::Set(w, top).raw, 0xAA)};
#else
  const Word all = hn::OrAnd(hn::Set(w, top), bits, hn::Set(w, uint64_t{0xFFFFFFFF}));
#endif
  return hn::BitCast(Doubles(), all);
}

// 2^10 + k / 2^42 of the 42 bits k that are the lower half of `low` and, above it, bits 52 to 61 of
// `high`.
HWY_INLINE Double Lower42(Word low, Word high) {
  const Words w;
  const Word ten = hn::And(hn::ShiftRight<20>(high), hn::Set(w, uint64_t{0x3FF} << 32));
  const Word top = hn::Or(ten, hn::Set(w, uint64_t{0x4090000000000000}));
#if HWY_TARGET == HWY_AVX3
  const Word all{_mm512_mask_blend_epi32(0xAAAA, low.raw, top.raw)};
#elif HWY_TARGET == HWY_AVX2
  const Word all{_mm256_blend_epi32(low.raw, top.raw, 0xAA)};
#else
  const Word all = hn::OrAnd(top, low, hn::Set(w, uint64_t{0xFFFFFFFF}));
#endif
  return hn::BitCast(Doubles(), all);
}

// `top` over the upper half of each word.
HWY_INLINE Double UpperHalf(Word bits, uint64_t top) {
  const Words w;
#if HWY_TARGET == HWY_AVX3
  const __m512 floats = _mm512_castsi512_ps(hn::Set(w, top).raw);
  const Word all{
      _mm512_castps_si512(_mm512_mask_movehdup_ps(floats, 0x5555, _mm512_castsi512_ps(bits.raw)))};
#else
  const Word all = hn::Or(hn::ShiftRight<32>(bits), hn::Set(w, top));
#endif
  return hn::BitCast(Doubles(), all);
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

// The same by Horner's rule: one product fewer, for where nothing waits for it.
template <size_t kFirst = 0, size_t kCount>
HWY_INLINE Double Horner(const double (&c)[kCount], Double x) {
  const Double constant = hn::Set(Doubles(), c[kFirst]);
  if constexpr (kFirst + 1 < kCount) return hn::MulAdd(Horner<kFirst + 1>(c, x), x, constant);
  return constant;
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

// -2 ln u for 0 < u < 1: ln(1 + f) is f times a polynomial of degree 16 without division
// (minimax, relative error 1.1e-14).
HWY_INLINE Double MinusTwoLog(Double u) {
  static constexpr double kC[] = {-2.0000000000000138, 0.9999999999991516,   -0.6666666666499346,
                                  0.5000000003041735,  -0.40000000366025906, 0.33333330511621506,
                                  -0.2857139691264759, 0.25000086758756235,  -0.22223534300304842,
                                  0.20000093942439987, -0.1815539032239892,  0.16614546987700474,
                                  -0.1559307726363798, 0.15162856590666507,  -0.13709595974327518,
                                  0.08943854903157072, -0.028276774737143014};
  const Doubles d;
  Double f, e;
  SplitExponent(u, f, e);
  return hn::MulAdd(f, Polynomial(kC, f), hn::Mul(e, hn::Set(d, -1.3862943611198906)));
}

// A group of four normals for each lane on its way: the words give uniforms, the uniforms the
// squared radii of two points of the plane, and the radii with their angles the points.
struct Uniforms {
  Double product, share;
  Word signs, angles;
};
struct Radii {
  Double first, second;  // squared
  Word signs, angles;
};

HWY_INLINE Uniforms UniformsOf(Word first, Word second, Word third) {
  const Double centre = hn::Set(Doubles(), 0x1p20 - 0x1p-33);
  const Double u = hn::Sub(Lower42(second, first), hn::Set(Doubles(), 0x1p10 - 0x1p-43));
  return {hn::Mul(OpenUniform(first), u), hn::Sub(UpperHalf(second, kUnit), centre), first, third};
}

HWY_INLINE Radii RadiiOf(const Uniforms& u) {
  const Double square = MinusTwoLog(u.product);
#if HWY_NATIVE_FMA
  const Double rest = hn::NegMulAdd(square, u.share, square);
#else
  const Double rest = hn::Mul(square, hn::Sub(hn::Set(Doubles(), 1.0), u.share));
#endif
  return {hn::Mul(square, u.share), rest, u.signs, u.angles};
}

// radius (cos(t pi/2), sin(t pi/2)) with the sign of `sign`, t = turn - 2^21 - 1.
template <typename Sink>
HWY_INLINE void EmitPoint(Double radius, Word sign, Double turn, size_t i, const Sink& sink) {
  // sin(t pi/2) = t S(t^2) and cos(t pi/2) = (1 - t^2) C(t^2): no cancellation at their zeros.
  static constexpr double kS[] = {1.5707963267948963,     -0.6459640975062191,
                                  0.07969262624561803,    -0.004681754131060354,
                                  0.00016044116847011898, -3.5988091173973776e-06,
                                  5.688203355939305e-08,  -6.446214259202073e-10};
  static constexpr double kC[] = {
      0.9999999999999913,     -0.23370055013534533,    0.019968957751979984, -0.0008945229223904775,
      2.4737061747287226e-05, -4.6445406043260595e-07, 6.095532763785512e-09};
  const Doubles d;
  const Double r = hn::CopySignToAbs(radius, hn::BitCast(d, sign));
  const Double t = hn::Sub(turn, hn::Set(d, 0x1p21 + 1));
  const Double s = hn::Mul(t, t);
#if HWY_NATIVE_FMA
  const Double rest = hn::NegMulAdd(t, t, hn::Set(d, 1.0));
#else
  const Double rest = hn::Mul(hn::Sub(hn::Set(d, 1.0), t), hn::Add(hn::Set(d, 1.0), t));
#endif
  sink(i, hn::Mul(r, hn::Mul(rest, Horner(kC, s))));
  sink(i + kRow, hn::Mul(r, hn::Mul(t, Horner(kS, s))));
}

template <typename Sink>
HWY_INLINE void EmitNormals(const Radii& r, size_t i, const Sink& sink) {
  EmitPoint(hn::Sqrt(r.first), r.signs, LowerHalf(r.angles, kTurn), i, sink);
  EmitPoint(hn::Sqrt(r.second), hn::Add(r.signs, r.signs), UpperHalf(r.angles, kTurn), i + 2 * kRow,
            sink);
}

HWY_INLINE Uniforms NextUniforms(Lanes& lanes) {
  const Word first = lanes.NextSum();
  const Word second = lanes.NextSum();
  return UniformsOf(first, second, lanes.NextSum());
}

// Three groups under way at once, each one step further than the next: one alone would keep the
// processor waiting for its logarithm and then for its roots. Calls sink(i, z) with the normals
// from the i-th on, in whole groups, so up to 31 more than n.
template <typename Sink>
HWY_INLINE void DrawNormals(uint64_t* state, size_t n, const Sink& sink) {
  if (n == 0) return;
  for (size_t lane = 0; lane < kRow; lane += hn::Lanes(Words())) {
    Lanes lanes(state + lane);
    Uniforms youngest = NextUniforms(lanes);
    size_t i = lane;
    if (n > kGroup) {
      Radii middle = RadiiOf(youngest);
      youngest = NextUniforms(lanes);
      for (; i + 2 * kGroup < n; i += kGroup) {
        const Radii oldest = middle;
        middle = RadiiOf(youngest);
        youngest = NextUniforms(lanes);
        EmitNormals(oldest, i, sink);
      }
      EmitNormals(middle, i, sink);
      i += kGroup;
    }
    EmitNormals(RadiiOf(youngest), i, sink);
    lanes.Store(state + lane);
  }
}

}  // namespace
}  // namespace keel::math::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
