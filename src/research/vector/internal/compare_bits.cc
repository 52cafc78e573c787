// SPDX-License-Identifier: MIT
#include "research/vector/internal/compare_bits.h"

#include <bit>

// Compiled once for each instruction set below; the processor chooses when the program runs.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "research/vector/internal/compare_bits.cc"
#define HWY_DISABLED_TARGETS (HWY_AVX3_DL | HWY_SSSE3)
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace keel::research::internal::HWY_NAMESPACE {
namespace {

static_assert(std::endian::native == std::endian::little, "bytes of bars make words of bars");
namespace hn = hwy::HWY_NAMESPACE;
using Doubles = hn::CappedTag<double, 8>;

HWY_INLINE hn::Mask<Doubles> Above(const double* greater, const double* less) {
  const Doubles d;
  return hn::Gt(hn::LoadU(d, greater), hn::LoadU(d, less));
}

// Whole bytes go where they belong at once: a word that is put together from them would wait for
// each to arrive.
void CompareBytes(const double* greater, const double* less, size_t words, uint8_t* bytes) {
  constexpr size_t kBatch = 4;
  for (size_t i = 0; i < words * kWordBars / 8; i += kBatch) {
    const auto first = Above(greater, less);
    const auto second = Above(greater + 8, less + 8);
    const auto third = Above(greater + 16, less + 16);
    const auto fourth = Above(greater + 24, less + 24);
    hn::StoreMaskBits(Doubles(), first, bytes + i);
    hn::StoreMaskBits(Doubles(), second, bytes + i + 1);
    hn::StoreMaskBits(Doubles(), third, bytes + i + 2);
    hn::StoreMaskBits(Doubles(), fourth, bytes + i + 3);
    greater += 8 * kBatch;
    less += 8 * kBatch;
  }
}

void Compare(const double* greater, const double* less, size_t words, uint64_t* bits) {
  constexpr size_t kLanes = hn::MaxLanes(Doubles());
  if constexpr (kLanes == 8) {
    return CompareBytes(greater, less, words, reinterpret_cast<uint8_t*>(bits));
  }
  for (size_t w = 0; w < words; ++w) {
    uint64_t word = 0;
    for (size_t i = 0; i < kWordBars; i += kLanes) {
      uint8_t lanes[8];
      hn::StoreMaskBits(Doubles(), Above(greater + i, less + i), lanes);
      word |= uint64_t{lanes[0]} << i;
    }
    bits[w] = word;
    greater += kWordBars;
    less += kWordBars;
  }
}

std::string_view Target() { return hwy::TargetName(HWY_TARGET); }

}  // namespace
}  // namespace keel::research::internal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keel::research::internal {
namespace {

HWY_EXPORT(Compare);
HWY_EXPORT(Target);

}  // namespace

void CompareBits(const double* greater, const double* less, size_t words, uint64_t* bits) {
  HWY_DYNAMIC_DISPATCH(Compare)(greater, less, words, bits);
}

std::string_view CompareTarget() { return HWY_DYNAMIC_DISPATCH(Target)(); }

}  // namespace keel::research::internal
#endif  // HWY_ONCE
