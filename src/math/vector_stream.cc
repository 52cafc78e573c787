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

#include "math/vector_stream-inl.h"

HWY_BEFORE_NAMESPACE();
namespace keel::math::HWY_NAMESPACE {
namespace {

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
      hn::StoreU(UpperUniform(lanes.NextSum()), Doubles(), out + i);
    }
    lanes.Store(state + lane);
  }
}

struct Store {
  HWY_INLINE void operator()(size_t i, Double z) const { hn::StoreU(z, Doubles(), out + i); }
  double* out;
};

void FillNormals(uint64_t* state, double* out, size_t n) { DrawNormals(state, n, Store{out}); }

void Transform(const uint64_t* bits, double* out, size_t n) {
  for (size_t i = 0; i < n; i += hn::Lanes(Words())) {
    const size_t group = i / kRow, lane = i % kRow;
    const uint64_t* words = bits + group * 3 * kRow + lane;
    const Uniforms u = UniformsOf(hn::LoadU(Words(), words), hn::LoadU(Words(), words + kRow),
                                  hn::LoadU(Words(), words + 2 * kRow));
    EmitNormals(RadiiOf(u), group * kGroup + lane, Store{out});
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
  FillGroups<4 * kLanes>(out, [&](double* to, size_t n) {
    HWY_DYNAMIC_DISPATCH(FillNormals)(state_.data(), to, n);
  });
}

void NormalsFromBits(std::span<const uint64_t> bits, std::span<double> normals) {
  CHECK(bits.size() % 24 == 0 && normals.size() == bits.size() / 3 * 4,
        "24 words make a group of 32 normals");
  HWY_DYNAMIC_DISPATCH(Transform)(bits.data(), normals.data(), bits.size() / 3);
}

std::string_view VectorTarget() { return HWY_DYNAMIC_DISPATCH(Target)(); }

}  // namespace keel::math
#endif  // HWY_ONCE
