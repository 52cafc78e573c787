// SPDX-License-Identifier: MIT
#include "math/parallel.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>

#include "base/check.h"

namespace keel::math {

void ParallelBlocks(size_t blocks, int jobs, const std::function<void(size_t)>& run) {
  CHECK(jobs >= 1, "work needs a thread");
  const auto threads = static_cast<int>(std::min(static_cast<size_t>(jobs), blocks));
  if (threads <= 1) {
    for (size_t i = 0; i < blocks; ++i) run(i);
    return;
  }
  // More threads than cores are allowed: the tests ask for them to show that nothing changes.
  const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism,
                                    static_cast<size_t>(threads));
  tbb::task_arena arena(threads);
  arena.execute(
      [&] { tbb::parallel_for(size_t{0}, blocks, size_t{1}, run, tbb::simple_partitioner()); });
}

}  // namespace keel::math
