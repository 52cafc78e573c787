// SPDX-License-Identifier: MIT
#include "server/access/entropy.h"

#include <sodium.h>

#include "base/check.h"

namespace keel::server {

Entropy SystemEntropy() {
  CHECK(sodium_init() >= 0, "libsodium finds a source of randomness");
  return [](std::span<unsigned char> bytes) { randombytes_buf(bytes.data(), bytes.size()); };
}

}  // namespace keel::server
