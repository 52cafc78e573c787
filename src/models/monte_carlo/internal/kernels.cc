// SPDX-License-Identifier: MIT
#include "models/monte_carlo/internal/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/monte_carlo/internal/kernels.cc"
#define HWY_DISABLED_TARGETS (HWY_AVX3_DL | HWY_SSSE3)
// This order: the first includes this file again for each instruction set.
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>
#include "math/vector_stream-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace keel::models::internal::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Doubles = hn::CappedTag<double, 8>;
using Words = hn::CappedTag<uint64_t, 8>;
using Indices = hn::CappedTag<int64_t, 8>;
using Draws = hn::CappedTag<int32_t, 16>;
using Double = hn::Vec<Doubles>;

// Tables with a number for each regime, read at the regimes of some paths. By permutations within
// registers where the processor has them, for its gathers are slow, else lane by lane; kFew
// promises at most four regimes.
template <bool kFew>
class Lookup {
 public:
  HWY_INLINE explicit Lookup(const uint32_t* state) {
    const auto s = hn::PromoteTo(Words(), hn::LoadU(hn::Rebind<uint32_t, Words>(), state));
#if HWY_TARGET == HWY_AVX3
    index_ = hn::IndicesFromVec(Doubles(), s);
#elif HWY_TARGET == HWY_AVX2
    ones_ = hn::Add(s, s).raw;
    twos_ = hn::BitCast(Doubles(), hn::ShiftLeft<62>(s)).raw;
    if constexpr (!kFew) fours_ = hn::BitCast(Doubles(), hn::ShiftLeft<61>(s)).raw;
#else
    index_ = hn::BitCast(Indices(), s);
#endif
  }

  HWY_INLINE Double In(const RegimeTable& table) const {
#if HWY_TARGET == HWY_AVX3
    return hn::TableLookupLanes(hn::LoadU(Doubles(), table.data()), index_);
#elif HWY_TARGET == HWY_AVX2
    if constexpr (kFew) return Double{FourAt(table.data())};
    return Double{_mm256_blendv_pd(FourAt(table.data()), FourAt(table.data() + 4), fours_)};
#else
    return hn::GatherIndex(Doubles(), table.data(), index_);
#endif
  }

 private:
#if HWY_TARGET == HWY_AVX3
  hn::Indices512<double> index_;
#elif HWY_TARGET == HWY_AVX2
  // Bit 0 of the regime chooses within two pairs, bit 1 between them.
  HWY_INLINE __m256d FourAt(const double* table) const {
    const __m256d low = _mm256_broadcast_pd(reinterpret_cast<const __m128d*>(table));
    const __m256d high = _mm256_broadcast_pd(reinterpret_cast<const __m128d*>(table + 2));
    return _mm256_blendv_pd(_mm256_permutevar_pd(low, ones_), _mm256_permutevar_pd(high, ones_),
                            twos_);
  }

  __m256i ones_;
  __m256d twos_, fours_;
#else
  hn::Vec<Indices> index_;
#endif
};

// y (1 + e/2 + 3/8 e^2 + 5/16 e^3) with e = 1 - x y^2: four times as many digits of 1 / sqrt(x).
HWY_INLINE Double RefineReciprocalRoot(Double x, Double y) {
  const Doubles d;
  const Double error = hn::NegMulAdd(hn::Mul(x, y), y, hn::Set(d, 1.0));
  const Double cubic = hn::MulAdd(error, hn::Set(d, 0.3125), hn::Set(d, 0.375));
  const Double factor = hn::MulAdd(error, cubic, hn::Set(d, 0.5));
  return hn::MulAdd(hn::Mul(y, error), factor, y);
}

// 1 / sqrt(x) without the divider, the narrowest place of a processor: the bits of x, halved and
// turned round, are within 3.5 % [Lomont 2003], two steps lead to the last digits. Of zero a large
// number; of numbers below 1e-307 a wrong one.
HWY_INLINE Double ReciprocalRoot(Double x) {
  const Words w;
  const auto half = hn::ShiftRight<1>(hn::BitCast(w, x));
  const auto guess = hn::Sub(hn::Set(w, uint64_t{0x5FE6EB50C7B537A9}), half);
  return RefineReciprocalRoot(x, RefineReciprocalRoot(x, hn::BitCast(Doubles(), guess)));
}

// The square root, exact for squares, on which the nesting of the levels rests: the residual is.
// For the four lanes of AVX2 the divider is quick enough, for the eight of AVX-512 it takes twice
// as long. Both round alike.
HWY_INLINE Double Root(Double x) {
#if HWY_TARGET == HWY_AVX3
  const Double above = hn::Max(x, hn::Set(Doubles(), 1e-300));  // 1 / sqrt(0) is no number
  const Double y = RefineReciprocalRoot(above, Double{_mm512_rsqrt14_pd(above.raw)});
  const Double root = hn::Mul(x, y);
  const Double residual = hn::NegMulAdd(root, root, x);
  return hn::MulAdd(residual, hn::Mul(y, hn::Set(Doubles(), 0.5)), root);
#else
  return hn::Sqrt(x);
#endif
}

// sqrt(x / y); x y must not be below 1e-307 unless it is zero.
HWY_INLINE Double RootOfRatio(Double x, Double y) {
  return hn::Mul(x, ReciprocalRoot(hn::Mul(x, y)));
}

enum class Follow { kNothing, kRange, kDrawdown };

template <Follow kFollow>
HWY_INLINE void TrackAt(Double x, size_t i, const StepArguments& a) {
  const Doubles d;
  const Double maximum = hn::Max(hn::LoadU(d, a.maximum + i), x);
  hn::StoreU(maximum, d, a.maximum + i);
  hn::StoreU(hn::Min(hn::LoadU(d, a.minimum + i), x), d, a.minimum + i);
  if constexpr (kFollow == Follow::kDrawdown) {
    hn::StoreU(hn::Max(hn::LoadU(d, a.drawdown + i), hn::Sub(maximum, x)), d, a.drawdown + i);
  }
}

enum class Regimes { kOne, kFew, kMany };

// The variance of the step at paths i.., given the regime's deviation.
HWY_INLINE Double VarianceAt(Double deviation, size_t i, const StepArguments& a) {
  const Doubles d;
  const Double level = hn::Mul(deviation, deviation);
  if (a.carry == nullptr) return level;
  if (a.first) return a.first_variance < 0 ? level : hn::Set(d, a.first_variance);
  return hn::MulAdd(hn::Set(d, a.rest), level, hn::LoadU(d, a.carry + i));
}

// The step of the paths i.., given their normals.
template <Regimes kRegimes, bool kGarch, bool kScaled, Follow kFollow>
class Stepper {
 public:
  HWY_INLINE explicit Stepper(const StepArguments& arguments)
      : a_(arguments),
        mean_(hn::Set(Doubles(), a_.mean[0])),
        deviation_(hn::Set(Doubles(), a_.deviation[0])),
        alpha_(hn::Set(Doubles(), a_.alpha)),
        below_zero_(hn::Set(Doubles(), a_.alpha + a_.gamma)),
        beta_(hn::Set(Doubles(), a_.beta)) {}

  HWY_INLINE void operator()(size_t i, Double z) const {
    const Doubles d;
    Double mean = mean_, scale = deviation_;
    if constexpr (kRegimes != Regimes::kOne) {
      const Lookup<kRegimes == Regimes::kFew> look(a_.state + i);
      mean = look.In(a_.mean);
      scale = look.In(a_.deviation);
    }
    if constexpr (kGarch || kScaled) {
      const Double h = VarianceAt(scale, i, a_);
      scale = kScaled ? RootOfRatio(h, hn::LoadU(d, a_.divisor + i)) : Root(h);
      if constexpr (kGarch) {
        const Double shock = hn::Mul(scale, z);
        const Double e2 = hn::Mul(shock, shock);
        const Double react = hn::IfThenElse(hn::Lt(z, hn::Zero(d)), below_zero_, alpha_);
        hn::StoreU(hn::MulAdd(react, e2, hn::Mul(beta_, h)), d, a_.carry + i);
      }
    }
    const Double move = hn::MulAdd(scale, z, mean);
    const Double x = hn::Add(hn::LoadU(d, a_.log_price + i), move);
    hn::StoreU(x, d, a_.log_price + i);
    if constexpr (kFollow != Follow::kNothing) TrackAt<kFollow>(x, i, a_);
  }

 private:
  const StepArguments& a_;
  const Double mean_, deviation_, alpha_, below_zero_, beta_;
};

template <Regimes kRegimes, bool kGarch, bool kScaled, Follow kFollow>
void StepAs(const StepArguments& arguments) {
  const StepArguments a = arguments;  // its pointers stay in registers
  const Doubles d;
  const Stepper<kRegimes, kGarch, kScaled, kFollow> stepper(a);
  constexpr bool kBusy = kGarch || kFollow != Follow::kNothing;
  if constexpr (kRegimes == Regimes::kOne && !kScaled && kBusy) {
    if (a.normals != nullptr) {
      return math::HWY_NAMESPACE::DrawNormals(a.normals, a.size, stepper);
    }
  }
  for (size_t i = 0; i < a.size; i += hn::Lanes(d)) stepper(i, hn::LoadU(d, a.z + i));
}

template <Regimes kRegimes, bool kGarch, bool kScaled>
void StepFollowed(const StepArguments& a) {
  if (a.maximum == nullptr) return StepAs<kRegimes, kGarch, kScaled, Follow::kNothing>(a);
  if (a.drawdown == nullptr) return StepAs<kRegimes, kGarch, kScaled, Follow::kRange>(a);
  StepAs<kRegimes, kGarch, kScaled, Follow::kDrawdown>(a);
}

template <Regimes kRegimes, bool kGarch>
void StepScaled(const StepArguments& a) {
  a.divisor != nullptr ? StepFollowed<kRegimes, kGarch, true>(a)
                       : StepFollowed<kRegimes, kGarch, false>(a);
}

template <Regimes kRegimes>
void StepVaried(const StepArguments& a) {
  a.carry != nullptr ? StepScaled<kRegimes, true>(a) : StepScaled<kRegimes, false>(a);
}

void Step(const StepArguments& a) {
  if (a.state == nullptr) return StepVaried<Regimes::kOne>(a);
#if HWY_TARGET == HWY_AVX2
  if (a.states <= 4) return StepVaried<Regimes::kFew>(a);
#endif
  StepVaried<Regimes::kMany>(a);
}

void Track(const double* log_value, const StepArguments& a) {
  const Doubles d;
  for (size_t i = 0; i < a.size; i += hn::Lanes(d)) {
    const Double x = hn::LoadU(d, log_value + i);
    a.drawdown == nullptr ? TrackAt<Follow::kRange>(x, i, a) : TrackAt<Follow::kDrawdown>(x, i, a);
  }
}

// The numbers of a table at the regimes of some paths.
HWY_INLINE hn::Vec<Draws> LastDraws(const DrawTable& table, hn::Vec<Draws> state) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2
  const auto index = hn::IndicesFromVec(Draws(), state);
  return hn::TableLookupLanes(hn::LoadU(Draws(), table.data()), index);
#else
  return hn::GatherIndex(Draws(), table.data(), state);
#endif
}

// The draws of the paths i..
HWY_INLINE hn::Vec<Draws> DrawsAt(const uint64_t* bits, size_t i) {
  const Draws d;
  const hn::RebindToUnsigned<Draws> words;
#if HWY_TARGET == HWY_SCALAR
  const auto word = hn::Set(words, static_cast<uint32_t>(bits[i / 2] >> (i % 2 * 32)));
#else
  const auto word = hn::BitCast(words, hn::LoadU(hn::Repartition<uint64_t, Draws>(), bits + i / 2));
#endif
  return hn::BitCast(d, hn::ShiftRight<1>(word));
}

template <size_t kColumns>
void NextStatesAs(const DrawTable* last, const uint64_t* bits, uint32_t* state, size_t size) {
  const Draws d;
  const hn::RebindToUnsigned<Draws> words;
  for (size_t i = 0; i < size; i += hn::Lanes(d)) {
    const auto draw = DrawsAt(bits, i);
    const auto from = hn::BitCast(d, hn::LoadU(words, state + i));
    auto to = hn::Zero(d);
    for (size_t j = 0; j < kColumns; ++j) {
      to = hn::Sub(to, hn::VecFromMask(d, hn::Gt(draw, LastDraws(last[j], from))));
    }
    hn::StoreU(hn::BitCast(words, to), words, state + i);
  }
}

void NextStates(std::span<const DrawTable> last, const uint64_t* bits, uint32_t* state,
                size_t size) {
  using Function = void(const DrawTable*, const uint64_t*, uint32_t*, size_t);
  static constexpr Function* kBySize[] = {NextStatesAs<1>, NextStatesAs<2>, NextStatesAs<3>,
                                          NextStatesAs<4>, NextStatesAs<5>, NextStatesAs<6>,
                                          NextStatesAs<7>};
  if (!last.empty()) kBySize[last.size() - 1](last.data(), bits, state, size);
}

// Lists i + lane for the lanes in `mask`, with room for all of them; returns how many.
HWY_INLINE size_t ListPlaces(hn::Mask<Doubles> mask, size_t i, uint64_t* places) {
#if HWY_TARGET == HWY_AVX3  // not Highway's own, which copies a table of 2 kB each time
  const Words w;
  const auto all = hn::Iota(w, i);
  hn::StoreU(hn::Vec<Words>{_mm512_maskz_compress_epi64(mask.raw, all.raw)}, w, places);
  return hn::CountTrue(Doubles(), mask);
#else
  std::array<uint8_t, 8> bits{};
  hn::StoreMaskBits(Doubles(), mask, bits.data());
  size_t count = 0;
  for (size_t lane = 0; lane < hn::Lanes(Doubles()); ++lane) {
    places[count] = i + lane;
    count += bits[0] >> lane & 1;
  }
  return count;
#endif
}

// The generators of a stream of uniforms, of all eight lanes at once.
using Generator = math::HWY_NAMESPACE::Lanes;

template <size_t... kPart>
HWY_INLINE std::array<Generator, sizeof...(kPart)> Generators(const uint64_t* state,
                                                              std::index_sequence<kPart...>) {
  return {Generator(state + kPart * hn::MaxLanes(Words()))...};
}

size_t MixingCandidates(const MixingBatch& batch) {
  const auto [c, scale, z, u, uniforms, candidate, unsure] = batch;
  const Doubles d;
  const Double one = hn::Set(d, 1.0);
  constexpr size_t kParts = math::VectorStream::kLanes / hn::MaxLanes(Words());
  auto generators = Generators(uniforms, std::make_index_sequence<kParts>());
  size_t count = 0;
  for (size_t i = 0, part = 0; i < candidate.size();
       i += hn::Lanes(d), part = (part + 1) % kParts) {
    const Double x = hn::LoadU(d, z + i);
    const Double draw = math::HWY_NAMESPACE::UpperUniform(generators[part].NextSum());
    hn::StoreU(draw, d, u + i);
    const Double root = hn::MulAdd(hn::Set(d, c), x, one);
    const Double v = hn::Mul(hn::Mul(root, root), root);
    const Double x2 = hn::Mul(x, x);
    const Double bound = hn::NegMulAdd(hn::Mul(x2, x2), hn::Set(d, 0.0331), one);
    hn::StoreU(hn::Mul(v, hn::Set(d, scale)), d, candidate.data() + i);
    const auto open = hn::Or(hn::Ge(draw, bound), hn::Le(root, hn::Zero(d)));
    count += ListPlaces(open, i, unsure + count);
  }
  for (size_t part = 0; part < kParts; ++part) {
    generators[part].Store(uniforms + part * hn::MaxLanes(Words()));
  }
  for (size_t i = 0; i < count; ++i) {  // few, and never to the right
    z[i] = z[unsure[i]];
    u[i] = u[unsure[i]];
  }
  return count;
}

void MixingMargins(double c, double* z, const double* u, size_t size) {
  const Doubles d;
  const Double one = hn::Set(d, 1.0);
  const Double shape = hn::Set(d, 1 / (9 * c * c));
  for (size_t i = 0; i < size; i += hn::Lanes(d)) {
    const Double x = hn::LoadU(d, z + i);
    const Double root = hn::MulAdd(hn::Set(d, c), x, one);
    // Where 1 + c x is not positive the logarithm of this tiny number refuses it.
    const Double v = hn::Max(hn::Mul(hn::Mul(root, root), root), hn::Set(d, 1e-300));
    const Double inner = hn::Add(hn::Sub(one, v), hn::Log(d, v));
    const Double right = hn::MulAdd(shape, inner, hn::Mul(hn::Mul(x, x), hn::Set(d, 0.5)));
    hn::StoreU(hn::Sub(right, hn::Log(d, hn::LoadU(d, u + i))), d, z + i);
  }
}

void Mirror(const double* x, double* out, size_t size) {
  const Doubles d;
  size_t i = 0;
  for (; i + hn::Lanes(d) <= size; i += hn::Lanes(d)) {
    hn::StoreU(hn::Neg(hn::LoadU(d, x + i)), d, out + i);
  }
  for (; i < size; ++i) out[i] = -x[i];
}

// Four neighbouring vectors of paths.
struct Quad {
  Double a, b, c, d;
};

HWY_INLINE Quad LoadQuad(const double* x) {
  const Doubles d;
  const size_t n = hn::Lanes(d);
  return {hn::LoadU(d, x), hn::LoadU(d, x + n), hn::LoadU(d, x + 2 * n), hn::LoadU(d, x + 3 * n)};
}

HWY_INLINE void StoreQuad(const Quad& q, double* x) {
  const Doubles d;
  const size_t n = hn::Lanes(d);
  hn::StoreU(q.a, d, x), hn::StoreU(q.b, d, x + n);
  hn::StoreU(q.c, d, x + 2 * n), hn::StoreU(q.d, d, x + 3 * n);
}

HWY_INLINE void AddProduct(double factor, const Quad& x, Quad& sum) {
  const Double f = hn::Set(Doubles(), factor);
  sum.a = hn::MulAdd(f, x.a, sum.a), sum.b = hn::MulAdd(f, x.b, sum.b);
  sum.c = hn::MulAdd(f, x.c, sum.c), sum.d = hn::MulAdd(f, x.d, sum.d);
}

// Two rows of the product at once for four vectors of paths: eight sums are under way, so that the
// multipliers never wait, and each number is loaded once for two of them. From the last row on, for
// a row needs only those before it; the factor is zero where the upper of two has no part.
HWY_INLINE void CorrelateQuad(const double* factor, size_t assets, double* z, size_t stride) {
  const Double zero = hn::Zero(Doubles());
  size_t a = assets;
  for (; a >= 2; a -= 2) {
    Quad upper{zero, zero, zero, zero}, lower = upper;
    const double* row = factor + (a - 2) * assets;
    for (size_t b = 0; b < a; ++b) {
      const Quad x = LoadQuad(z + b * stride);
      AddProduct(row[b], x, upper);
      AddProduct(row[assets + b], x, lower);
    }
    StoreQuad(upper, z + (a - 2) * stride);
    StoreQuad(lower, z + (a - 1) * stride);
  }
  if (a == 0) return;
  Quad first{zero, zero, zero, zero};
  AddProduct(factor[0], LoadQuad(z), first);
  StoreQuad(first, z);
}

void Correlate(std::span<const double> factor, size_t assets, double* z, const Rows& rows) {
  const Doubles d;
  const size_t n = hn::Lanes(d);
  size_t i = 0;
  for (; i + 4 * n <= rows.size; i += 4 * n) {
    CorrelateQuad(factor.data(), assets, z + i, rows.stride);
  }
  for (; i < rows.size; i += n) {
    for (size_t a = assets; a-- > 0;) {
      Double sum = hn::Zero(d);
      for (size_t b = 0; b <= a; ++b) {
        const Double x = hn::LoadU(d, z + b * rows.stride + i);
        sum = hn::MulAdd(hn::Set(d, factor[a * assets + b]), x, sum);
      }
      hn::StoreU(sum, d, z + a * rows.stride + i);
    }
  }
}

void Exponential(const double* x, double* out, size_t size) {
  const Doubles d;
  for (size_t i = 0; i < size; i += hn::Lanes(d)) {
    hn::StoreU(hn::Exp(d, hn::LoadU(d, x + i)), d, out + i);
  }
}

void PortfolioValue(std::span<const double> weights, double cash, const double* log_price,
                    double* value, const Rows& rows) {
  const Doubles d;
  for (size_t i = 0; i < rows.size; i += hn::Lanes(d)) {
    Double sum = hn::Set(d, cash);
    for (size_t a = 0; a < weights.size(); ++a) {
      const Double price = hn::Exp(d, hn::LoadU(d, log_price + a * rows.stride + i));
      sum = hn::MulAdd(hn::Set(d, weights[a]), price, sum);
    }
    hn::StoreU(sum, d, value + i);
  }
}

void Logarithm(double* x, size_t size) {
  const Doubles d;
  for (size_t i = 0; i < size; i += hn::Lanes(d)) {
    hn::StoreU(hn::Log(d, hn::LoadU(d, x + i)), d, x + i);
  }
}

}  // namespace
}  // namespace keel::models::internal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keel::models::internal {
namespace {

HWY_EXPORT(Step);
HWY_EXPORT(Track);
HWY_EXPORT(NextStates);
HWY_EXPORT(MixingCandidates);
HWY_EXPORT(MixingMargins);
HWY_EXPORT(Mirror);
HWY_EXPORT(Correlate);
HWY_EXPORT(Exponential);
HWY_EXPORT(PortfolioValue);
HWY_EXPORT(Logarithm);

}  // namespace

void Step(const StepArguments& step) { HWY_DYNAMIC_DISPATCH(Step)(step); }

void Track(const double* log_value, const StepArguments& extremes) {
  HWY_DYNAMIC_DISPATCH(Track)(log_value, extremes);
}

void NextStates(std::span<const DrawTable> last, const uint64_t* bits, uint32_t* state,
                size_t size) {
  HWY_DYNAMIC_DISPATCH(NextStates)(last, bits, state, size);
}

size_t MixingCandidates(const MixingBatch& batch) {
  return HWY_DYNAMIC_DISPATCH(MixingCandidates)(batch);
}

void MixingMargins(double c, double* z, const double* u, size_t size) {
  HWY_DYNAMIC_DISPATCH(MixingMargins)(c, z, u, size);
}

void Mirror(const double* x, double* out, size_t size) {
  HWY_DYNAMIC_DISPATCH(Mirror)(x, out, size);
}

void Correlate(std::span<const double> factor, size_t assets, double* z, const Rows& rows) {
  HWY_DYNAMIC_DISPATCH(Correlate)(factor, assets, z, rows);
}

void Exponential(const double* x, double* out, size_t size) {
  HWY_DYNAMIC_DISPATCH(Exponential)(x, out, size);
}

void PortfolioValue(std::span<const double> weights, double cash, const double* log_price,
                    double* value, const Rows& rows) {
  HWY_DYNAMIC_DISPATCH(PortfolioValue)(weights, cash, log_price, value, rows);
}

void Logarithm(double* x, size_t size) { HWY_DYNAMIC_DISPATCH(Logarithm)(x, size); }

}  // namespace keel::models::internal
#endif  // HWY_ONCE
