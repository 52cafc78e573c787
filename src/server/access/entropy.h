// SPDX-License-Identifier: MIT
// Chance that nobody can foresee, as an argument: keys and tokens are drawn from it, and a test
// gives its own. The named streams of base are for simulations; they can be computed again.
#pragma once

#include <functional>
#include <span>

namespace keel::server {

/// Fills the bytes with randomness fit for keys.
using Entropy = std::function<void(std::span<unsigned char>)>;

/// That of the operating system, by libsodium.
Entropy SystemEntropy();

}  // namespace keel::server
