// SPDX-License-Identifier: MIT
#include "math/lines.h"

#include <array>
#include <cstdint>

#include "base/check.h"

// Compiled once for each instruction set below; the processor chooses when the program runs.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/lines.cc"
#define HWY_DISABLED_TARGETS (HWY_AVX3_DL | HWY_SSSE3)
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace keel::math::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Doubles = hn::ScalableTag<double>;
using Double = hn::Vec<Doubles>;

// Never fused, so that every instruction set rounds alike.
HWY_INLINE Double At(const double* a, const double* b, Double x) {
  return hn::Add(hn::LoadU(Doubles(), a), hn::Mul(x, hn::LoadU(Doubles(), b)));
}

// The lanes in `mask`, side by side; `out` has room for all.
HWY_INLINE void StoreKept(Double value, hn::Mask<Doubles> mask, double* out) {
  const Doubles d;
#if HWY_TARGET == HWY_AVX3  // not Highway's own, which copies a table of 2 kB each time
  hn::StoreU(Double{_mm512_maskz_compress_pd(mask.raw, value.raw)}, d, out);
#else
  std::array<uint8_t, 8> bits{};
  hn::StoreMaskBits(d, mask, bits.data());
  std::array<double, hn::MaxLanes(d)> lanes;
  hn::StoreU(value, d, lanes.data());
  for (size_t i = 0; i < hn::Lanes(d); ++i) {
    *out = lanes[i];
    out += bits[0] >> i & 1;
  }
#endif
}

size_t Count(const Lines& lines, double x, double level) {
  const double* a = lines.a.data();
  const double* b = lines.b.data();
  const size_t n = lines.a.size();
  const Doubles d;
  const size_t lanes = hn::Lanes(d);
  const Double at = hn::Set(d, x), bound = hn::Set(d, level);
  size_t count = 0, i = 0;
  for (; i + lanes <= n; i += lanes) {
    count += hn::CountTrue(d, hn::Lt(At(a + i, b + i, at), bound));
  }
  for (; i < n; ++i) count += a[i] + x * b[i] < level ? 1 : 0;
  return count;
}

// `values` and `slopes` have room for a whole vector beyond what is selected.
size_t Select(const Lines& lines, double x, double level, double* values, double* slopes) {
  const double* a = lines.a.data();
  const double* b = lines.b.data();
  const size_t n = lines.a.size();
  const Doubles d;
  const size_t lanes = hn::Lanes(d);
  const Double at = hn::Set(d, x), bound = hn::Set(d, level);
  size_t count = 0, i = 0;
  for (; i + lanes <= n; i += lanes) {
    const Double value = At(a + i, b + i, at);
    const auto below = hn::Lt(value, bound);
    const size_t found = hn::CountTrue(d, below);
    if (found == 0) continue;
    StoreKept(value, below, values + count);
    StoreKept(hn::LoadU(d, b + i), below, slopes + count);
    count += found;
  }
  for (; i < n; ++i) {
    const double value = a[i] + x * b[i];
    values[count] = value;
    slopes[count] = b[i];
    count += value < level ? 1 : 0;
  }
  return count;
}

}  // namespace
}  // namespace keel::math::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keel::math {
namespace {

HWY_EXPORT(Count);
HWY_EXPORT(Select);

constexpr size_t kMostLanes = 64;  // of any vector

}  // namespace

size_t CountBelow(const Lines& lines, double x, double level) {
  CHECK(lines.a.size() == lines.b.size(), "lines need as many slopes as starts");
  return HWY_DYNAMIC_DISPATCH(Count)(lines, x, level);
}

void SelectBelow(const Lines& lines, double x, double level, SelectedLines* selected) {
  CHECK(lines.a.size() == lines.b.size(), "lines need as many slopes as starts");
  const size_t room = lines.a.size() + kMostLanes;
  if (selected->values.size() < room) selected->values.resize(room), selected->slopes.resize(room);
  selected->count = HWY_DYNAMIC_DISPATCH(Select)(lines, x, level, selected->values.data(),
                                                 selected->slopes.data());
}

}  // namespace keel::math
#endif  // HWY_ONCE
