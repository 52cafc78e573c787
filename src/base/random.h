// SPDX-License-Identifier: MIT
// Randomness by name: a stream is a pure function of (seed, component, item), so adding a
// component, a thread or a machine never shifts another stream's draws. Philox4x32-10 [Salmon et
// al. 2011], counter-based, from Random123.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace keel::base {

/// The block function: 128 random bits for one counter under one key.
std::array<uint32_t, 4> Philox4x32(const std::array<uint32_t, 4>& counter,
                                   const std::array<uint32_t, 2>& key);

/// One named stream of random numbers. Cheap to construct (one short hash), cheap to copy.
class RandomStream {
 public:
  /// `component` names who draws ("sim.latency"); `item` which of its things (order, path, trial).
  RandomStream(uint64_t seed, std::string_view component, uint64_t item = 0);

  uint64_t NextU64();
  /// Uniform on [0, 1), 53 bits.
  double NextUniform();
  /// Uniform on the open interval (0, 1): safe for logarithms.
  double NextOpenUniform();
  /// Uniform integer on [0, n), unbiased. Requires n > 0.
  uint64_t NextBelow(uint64_t n);
  /// Standard normal (Box-Muller, one of the pair kept for the next call).
  double NextNormal();

 private:
  void Refill();

  std::array<uint32_t, 4> counter_;
  std::array<uint32_t, 2> key_;
  std::array<uint64_t, 2> block_{};
  int unread_ = 0;
  double spare_normal_ = 0;
  bool has_spare_ = false;
};

}  // namespace keel::base
