// SPDX-License-Identifier: MIT
// Work cut into fixed blocks: a block computes the same bytes whichever thread runs it, and whoever
// combines the blocks' results in the order of their numbers gets the same bytes on any machine.
#pragma once

#include <cstddef>
#include <functional>

namespace keel::math {

/// Calls `run` once for each block 0..blocks-1 on at most `jobs` threads, this one included, and
/// returns when all are done. Blocks run in any order and at once, so a block writes only what is
/// its own, and `run` throws nothing. One job runs them here, in order. Requires jobs >= 1.
void ParallelBlocks(size_t blocks, int jobs, const std::function<void(size_t)>& run);

}  // namespace keel::math
