// SPDX-License-Identifier: MIT
// Random numbers by the thousand: one named stream per block of work, drawn eight at a time by the
// widest vectors of the processor. Eight lanes on every processor, so the width changes no byte.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace keel::math {

/// Eight interleaved xoshiro256 generators [Blackman, Vigna 2021], whose 32 words of state are the
/// first words of base::RandomStream(seed, component, block), that is of Philox4x32-10.
///
/// Word k of the stream is word k / 8 of lane k % 8: for bits that of xoshiro256++, for uniforms
/// and normals that of xoshiro256+, which their authors give for such. A call draws whole groups,
/// of 8 words for 8 bits or uniforms and of 24 for 32 normals, and drops what it does not hand out:
/// how calls are sized is part of the stream's definition. Bits and uniforms are the same on every
/// processor. Normals are the same on all with fused multiply-add (AVX2 and AVX-512); without (SSE4
/// and less) they differ by less than 1e-12 of themselves.
///
/// Cost of the constructor: 16 Philox calls, about 0.1 us.
class VectorStream {
 public:
  static constexpr size_t kLanes = 8;

  /// `component` names who draws ("monte_carlo.normal"), `block` which block of its work.
  VectorStream(uint64_t seed, std::string_view component, uint64_t block);

  void FillBits(std::span<uint64_t> out);
  /// Uniform on the open interval (0, 1): (k + 1/2) / 2^52 with k the upper 52 bits of a word.
  void FillUniforms(std::span<double> out);
  /// Standard normal, see NormalsFromBits.
  void FillNormals(std::span<double> out);

  /// The generators' state, for those who draw with vector_stream-inl.h.
  uint64_t* state() { return state_.data(); }

 private:
  alignas(64) std::array<uint64_t, 4 * kLanes> state_;  // word by word, lane by lane
};

/// The transform of FillNormals alone, 24 words to 32 normals, one logarithm to four of them. Words
/// A = i, B = 8 + i and C = 16 + i of a group give its normals i, 8 + i, 16 + i and 24 + i:
///
///   u = (a + 1/2) / 2^52 (b + 1/2) / 2^42, rounded      a the lower 52 bits of A, b the lower 32
///                                                       of B and above them bits 52 to 61 of A
///   v = (c + 1/2) / 2^32                                c the upper 32 bits of B
///   t = d / 2^31 - 1                                    d the lower, then the upper 32 bits of C
///   r = -2 ln u: +-sqrt(r v) and +-sqrt(r (1 - v)), times cos(t pi/2), then times sin(t pi/2)
///
/// with the sign of the first two from bit 63 of A and of the last two from bit 62. Why they are
/// independent: -ln of two uniforms are exponential, their sum is independent of the share v that
/// either has in it, which is uniform, and so sum v and sum (1 - v) are two independent
/// exponentials, each half the square of a Box-Muller radius [Box, Muller 1958]. The angles cover
/// the circle in 2^33 equal steps.
///
/// Relative error of each normal below 2e-14, small ones and the tails included. No value is beyond
/// 11.54. As a law they are normal out to 7 deviations (3 in 10,000 of the values beyond are
/// missing) and to 1 % at 7.5; farther out, where the 42 bits of b grow coarse, the tails get
/// thinner, by 10 % at 8 and 28 % at 9, that is for one draw in 10^15 and in 10^19. Requires whole
/// groups.
void NormalsFromBits(std::span<const uint64_t> bits, std::span<double> normals);

/// The instruction set in use: "AVX3" (which is AVX-512), "AVX2", "SSE4", or "EMU128" (plain code).
/// A run records it.
std::string_view VectorTarget();

}  // namespace keel::math
