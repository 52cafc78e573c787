// SPDX-License-Identifier: MIT
// Random numbers by the thousand: one named stream per block of work, drawn eight at a time by the
// widest vectors of the processor. Eight lanes on every processor, so the width changes no byte.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace keel::math {

/// Eight interleaved xoshiro256++ generators [Blackman, Vigna 2021], whose 32 words of state are
/// the first words of base::RandomStream(seed, component, block), that is of Philox4x32-10.
///
/// Word k of the stream is word k / 8 of lane k % 8. A call draws whole groups, of 8 words for bits
/// and uniforms and of 16 for normals, and drops what it does not hand out: how calls are sized is
/// part of the stream's definition. Bits and uniforms are the same on every processor. Normals are
/// the same on all with fused multiply-add (AVX2 and AVX-512); without (SSE4 and less) they differ
/// by less than 1e-12 of themselves.
///
/// Cost of the constructor: 16 Philox calls, about 0.1 us.
class VectorStream {
 public:
  static constexpr size_t kLanes = 8;

  /// `component` names who draws ("monte_carlo.normal"), `block` which block of its work.
  VectorStream(uint64_t seed, std::string_view component, uint64_t block);

  void FillBits(std::span<uint64_t> out);
  /// Uniform on the open interval (0, 1): (k + 1/2) / 2^52 with k the lower 52 bits of a word.
  void FillUniforms(std::span<double> out);
  /// Standard normal. No value is beyond 8.58, the uniforms having 52 bits; normals beyond that
  /// come once in 10^17 draws.
  void FillNormals(std::span<double> out);

 private:
  alignas(64) std::array<uint64_t, 4 * kLanes> state_;  // word by word, lane by lane
};

/// The transform of FillNormals alone: 16 words to 16 normals [Box, Muller 1958]. Of each group the
/// first 8 words give the radius sqrt(-2 ln u), u as in FillUniforms, and the last 8 the angle
/// t pi/2 with t = k / 2^51 - 1, k their lower 52 bits, and the sign of both normals from their
/// highest bit. Normal i is radius times cosine, normal 8 + i radius times sine of pair i. Relative
/// error of each normal below 2e-15, small ones and the tails included. Requires equal sizes and a
/// multiple of 16.
void NormalsFromBits(std::span<const uint64_t> bits, std::span<double> normals);

/// The instruction set in use: "AVX3" (which is AVX-512), "AVX2", "SSE4", or "EMU128" (plain code).
/// A run records it.
std::string_view VectorTarget();

}  // namespace keel::math
