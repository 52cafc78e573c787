// SPDX-License-Identifier: MIT
// Two numbers that go through the same arithmetic, in one register.
#pragma once

namespace keel::indicators::internal {

/// Adds, subtracts and multiplies by element; GCC and Clang know the attribute on every target.
using DoublePair = double __attribute__((vector_size(16)));

}  // namespace keel::indicators::internal
