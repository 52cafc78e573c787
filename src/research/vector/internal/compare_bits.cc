// SPDX-License-Identifier: MIT
#include "research/vector/internal/compare_bits.h"

// Compiled once for each instruction set below; the processor chooses when the program runs.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "research/vector/internal/compare_bits.cc"
#define HWY_DISABLED_TARGETS (HWY_AVX3_DL | HWY_SSSE3)
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace keel::research::internal::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Doubles = hn::CappedTag<double, 8>;

void Compare(const double* greater, const double* less, size_t words, uint64_t* bits) {
  const Doubles d;
  constexpr size_t kLanes = hn::MaxLanes(Doubles());
  for (size_t w = 0; w < words; ++w) {
    uint64_t word = 0;
    for (size_t i = 0; i < kWordBars; i += kLanes) {
      uint8_t lanes[8];
      hn::StoreMaskBits(d, hn::Gt(hn::LoadU(d, greater + i), hn::LoadU(d, less + i)), lanes);
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
