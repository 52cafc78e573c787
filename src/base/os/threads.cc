// SPDX-License-Identifier: MIT
#include "base/os/threads.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "base/os/host.h"

namespace keel::base::os {

void ParallelFor(int64_t n, int jobs, const std::function<void(int64_t)>& fn) {
  const int64_t wanted = jobs > 0 ? jobs : CoreCount();
  const int64_t workers = std::min(wanted, n);
  std::atomic<int64_t> next{0};
  const auto work = [&] {
    for (int64_t i = next.fetch_add(1); i < n; i = next.fetch_add(1)) fn(i);
  };
  std::vector<std::jthread> threads;
  for (int64_t i = 1; i < workers; ++i) threads.emplace_back(work);
  work();
}

void ParallelFor(int64_t n, int jobs, const std::function<void(int64_t)>& fn,
                 const std::function<void(int64_t done)>& tell) {
  std::mutex telling;
  int64_t done = 0;
  ParallelFor(n, jobs, [&](int64_t i) {
    fn(i);
    const std::scoped_lock lock(telling);
    ++done;
    if (tell) tell(done);
  });
}

}  // namespace keel::base::os
