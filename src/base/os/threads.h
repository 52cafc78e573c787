// SPDX-License-Identifier: MIT
// Parallel work that cannot change a result: the work is cut by index, each index writes its own
// place, and nothing depends on which thread took it or when.
#pragma once

#include <cstdint>
#include <functional>

namespace keel::base::os {

/// Calls fn(0) ... fn(n - 1), each exactly once, on up to `jobs` threads (0: all cores; 1: here, in
/// order), and returns when all are done. `fn` must only write what belongs to its index, and must
/// not throw. For each index to be worth a hand-over it should take microseconds, not nanoseconds.
void ParallelFor(int64_t n, int jobs, const std::function<void(int64_t)>& fn);

/// The same of long work: `tell(done)` after each, one call at a time, from any of the threads. An
/// empty `tell` is not called.
void ParallelFor(int64_t n, int jobs, const std::function<void(int64_t)>& fn,
                 const std::function<void(int64_t done)>& tell);

}  // namespace keel::base::os
