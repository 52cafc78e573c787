// SPDX-License-Identifier: MIT
#include "base/os/worker.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace keel::base::os {

struct Worker::Thread {
  explicit Thread(size_t space) : room(space) {}

  void Run(const std::stop_token& stop) {
    while (true) {
      std::unique_lock lock(mutex);
      if (!woken.wait(lock, stop, [this] { return !waiting.empty(); })) return;
      const std::function<void()> work = std::move(waiting.front());
      waiting.pop_front();
      lock.unlock();
      work();
      if (stop.stop_requested()) return;
    }
  }

  const size_t room;
  std::mutex mutex;
  std::condition_variable_any woken;
  std::deque<std::function<void()>> waiting;
  bool stopped = false;
  std::jthread thread;
};

Worker::Worker(size_t room, Urgency urgency) : thread_(std::make_unique<Thread>(room)) {
  thread_->thread = std::jthread([state = thread_.get(), urgency](const std::stop_token& stop) {
    SetUrgency(urgency);
    state->Run(stop);
  });
}

Worker::~Worker() { Stop(); }

bool Worker::Post(std::function<void()> work) {
  const std::lock_guard lock(thread_->mutex);
  if (thread_->stopped || thread_->waiting.size() >= thread_->room) return false;
  thread_->waiting.push_back(std::move(work));
  thread_->woken.notify_one();
  return true;
}

void Worker::Stop() {
  {
    const std::lock_guard lock(thread_->mutex);
    thread_->stopped = true;
  }
  if (!thread_->thread.joinable()) return;
  thread_->thread.request_stop();
  thread_->thread.join();
  thread_->waiting.clear();
}

}  // namespace keel::base::os
