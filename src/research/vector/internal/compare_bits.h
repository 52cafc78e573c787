// SPDX-License-Identifier: MIT
// The comparisons of a sweep, 64 bars a word: all that a parameter set costs at a bar where its
// position does not change. Vectorised with runtime dispatch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace keel::research::internal {

/// Bars that a word of comparisons holds.
inline constexpr size_t kWordBars = 64;

/// Sets bit i of words[i / 64] where greater[i] > less[i], for the 64 x `words` numbers of both.
void CompareBits(const double* greater, const double* less, size_t words, uint64_t* bits);

/// The bits of the word that begins at `first_bar` whose bars lie in [from, to).
constexpr uint64_t KnownBars(size_t first_bar, size_t from, size_t to) {
  const uint64_t all = ~uint64_t{0};
  const size_t end = first_bar + kWordBars;
  if (from >= end || to <= first_bar || from >= to) return 0;
  const uint64_t begun = from > first_bar ? all << (from - first_bar) : all;
  return to < end ? begun & (all >> (end - to)) : begun;
}

/// Name of the instruction set in use, e.g. "AVX2".
std::string_view CompareTarget();

}  // namespace keel::research::internal
