// SPDX-License-Identifier: MIT
// Only for tests: randomness that is the same in every run and never the same twice.
#pragma once

#include <cstdint>
#include <memory>

#include "base/random.h"
#include "server/access/entropy.h"

namespace keel::server::testing {

inline Entropy CountedEntropy(uint64_t seed = 1) {
  auto stream = std::make_shared<base::RandomStream>(seed, "server.access.test");
  return [stream](std::span<unsigned char> bytes) {
    for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(stream->NextBelow(256));
  };
}

}  // namespace keel::server::testing
