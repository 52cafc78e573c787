// SPDX-License-Identifier: MIT
#include "base/random.h"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

#include "base/check.h"
#include "base/hash.h"

namespace keel::base {

std::array<uint32_t, 4> Philox4x32(const std::array<uint32_t, 4>& counter,
                                   const std::array<uint32_t, 2>& key) {
  const r123::Philox4x32_R<10> philox;
  const auto out = philox({{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1]}});
  return {out[0], out[1], out[2], out[3]};
}

RandomStream::RandomStream(uint64_t seed, std::string_view component, uint64_t item)
    : counter_{0, 0, static_cast<uint32_t>(item), static_cast<uint32_t>(item >> 32)} {
  const uint64_t key = seed ^ Hash64(component);
  key_ = {static_cast<uint32_t>(key), static_cast<uint32_t>(key >> 32)};
}

void RandomStream::Refill() {
  const std::array<uint32_t, 4> out = Philox4x32(counter_, key_);
  block_ = {out[0] | uint64_t{out[1]} << 32, out[2] | uint64_t{out[3]} << 32};
  unread_ = 2;
  if (++counter_[0] == 0) ++counter_[1];
}

uint64_t RandomStream::NextU64() {
  if (unread_ == 0) Refill();
  return block_[static_cast<size_t>(2 - unread_--)];
}

double RandomStream::NextUniform() { return static_cast<double>(NextU64() >> 11) * 0x1p-53; }

double RandomStream::NextOpenUniform() {
  return (static_cast<double>(NextU64() >> 12) + 0.5) * 0x1p-52;
}

uint64_t RandomStream::NextBelow(uint64_t n) {
  CHECK(n > 0, "an empty range has no number in it");
  const uint64_t limit = UINT64_MAX - UINT64_MAX % n;
  uint64_t x = NextU64();
  while (x >= limit) x = NextU64();
  return x % n;
}

double RandomStream::NextNormal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_normal_;
  }
  const double radius = std::sqrt(-2.0 * std::log(NextOpenUniform()));
  const double angle = 2.0 * std::numbers::pi * NextUniform();
  spare_normal_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

}  // namespace keel::base
