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

// Eight lanes are a byte, which goes where it belongs at once: a word that is put together from
// bytes in memory would wait for each to arrive.
template <size_t kLanes>
void CompareWord(const double* greater, const double* less, uint64_t* word) {
  if constexpr (kLanes == 8) {
    auto* bytes = reinterpret_cast<uint8_t*>(word);
    for (size_t i = 0; i < kWordBars; i += 4 * kLanes) {
      const auto first = Above(greater + i, less + i);
      const auto second = Above(greater + i + 8, less + i + 8);
      const auto third = Above(greater + i + 16, less + i + 16);
      const auto fourth = Above(greater + i + 24, less + i + 24);
      hn::StoreMaskBits(Doubles(), first, bytes + i / 8);
      hn::StoreMaskBits(Doubles(), second, bytes + i / 8 + 1);
      hn::StoreMaskBits(Doubles(), third, bytes + i / 8 + 2);
      hn::StoreMaskBits(Doubles(), fourth, bytes + i / 8 + 3);
    }
  } else {
    uint64_t bits = 0;
    for (size_t i = 0; i < kWordBars; i += kLanes) {
      uint8_t lanes[8];
      hn::StoreMaskBits(Doubles(), Above(greater + i, less + i), lanes);
      bits |= uint64_t{lanes[0]} << i;
    }
    *word = bits;
  }
}

void Compare(const double* greater, const double* less, size_t words, uint64_t* bits) {
  for (size_t w = 0; w < words; ++w) {
    CompareWord<hn::MaxLanes(Doubles())>(greater, less, bits + w);
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
