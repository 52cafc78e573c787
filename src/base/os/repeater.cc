// SPDX-License-Identifier: MIT
#include "base/os/repeater.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace keel::base::os {

struct Repeater::Thread {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::jthread thread;
};

Repeater::Repeater(Duration every, std::function<void()> work)
    : thread_(std::make_unique<Thread>()) {
  thread_->thread = std::jthread([state = thread_.get(), every,
                                  work = std::move(work)](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      work();
      std::unique_lock lock(state->mutex);
      state->woken.wait_for(lock, stop, std::chrono::nanoseconds(every.ns), [] { return false; });
    }
  });
}

Repeater::~Repeater() { Stop(); }

void Repeater::Stop() {
  if (!thread_->thread.joinable()) return;
  thread_->thread.request_stop();
  thread_->thread.join();
}

}  // namespace keel::base::os
