// SPDX-License-Identifier: MIT
#include "net/loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <optional>
#include <utility>

namespace keel::net {

namespace asio = boost::asio;
using Code = boost::system::error_code;

struct Timer::State {
  State(asio::io_context& context, Task once) : timer(context), task(std::move(once)) {}
  asio::steady_timer timer;
  Task task;
};

void Timer::Cancel() {
  if (!state_) return;
  state_->task = nullptr;
  state_->timer.cancel();
  state_.reset();
}

struct Loop::State {
  explicit State(int64_t the_speed) : speed(the_speed) {}

  const int64_t speed;
  const std::chrono::steady_clock::time_point made = std::chrono::steady_clock::now();
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  std::optional<asio::signal_set> signals;

  void AwaitSignal(const std::shared_ptr<Task>& task) {
    signals->async_wait([this, task](const Code& code, int) {
      if (code) return;
      (*task)();
      AwaitSignal(task);
    });
  }
};

Loop::Loop(int64_t speed) : state_(std::make_unique<State>(speed)) {}
Loop::~Loop() = default;

void Loop::Run() {
  state_->context.run();
  state_->context.restart();
}

bool Loop::RunUntil(const std::function<bool()>& done, base::Duration limit) {
  bool late = false;
  const Timer timer = After(limit, [&late] { late = true; });
  while (!done() && !late && state_->context.run_one() > 0) {
  }
  if (state_->context.stopped()) state_->context.restart();
  return done();
}

void Loop::Stop() { state_->context.stop(); }

void Loop::Post(Task task) { asio::post(state_->context, std::move(task)); }

Timer Loop::After(base::Duration delay, Task task) {
  auto state = std::make_shared<Timer::State>(state_->context, std::move(task));
  state->timer.expires_after(std::chrono::nanoseconds(delay.ns / state_->speed));
  state->timer.async_wait([state](const Code&) {
    // Taken out first: the task may replace its own timer.
    if (const Task run = std::exchange(state->task, nullptr)) run();
  });
  return Timer(state);
}

base::Duration Loop::Now() const {
  const std::chrono::nanoseconds passed = std::chrono::steady_clock::now() - state_->made;
  return {passed.count() * state_->speed};
}

void Loop::OnInterrupt(Task task) {
  state_->signals.emplace(state_->context, SIGINT, SIGTERM);
  state_->AwaitSignal(std::make_shared<Task>(std::move(task)));
}

asio::io_context& Loop::context() { return state_->context; }

}  // namespace keel::net
