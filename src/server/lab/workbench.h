// SPDX-License-Identifier: MIT
// Heavy figures that somebody asks for, made off the loop, one after the other, for as long as
// somebody waits for them: a request may not burn the machine.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "base/os/worker.h"
#include "net/loop.h"
#include "server/http/problem.h"

namespace keel::server {

/// Asked by work between its parts: false once nobody waits for it any more.
using GoOn = std::function<bool()>;

/// To be used on its loop's thread; once it is gone nothing is called.
class Workbench {
 public:
  static constexpr size_t kMostWaiting = 4;

  /// `loop` must outlive it. What is not made within `patience` is given up.
  explicit Workbench(net::Loop& loop, base::Duration patience = base::Seconds(20))
      : loop_(loop), patience_(patience) {}
  /// Waits for the part of the work that goes on.
  ~Workbench();

  /// Has `work` called on a thread of its own, and its answer given to `reply`, once, on the loop:
  /// 429 where too much waits already, 503 where it takes too long.
  template <typename T>
  void Do(std::function<Answer<T>(const GoOn&)> work, std::function<void(Answer<T>)> reply) {
    const auto shared = std::make_shared<std::function<void(Answer<T>)>>(std::move(reply));
    Begin(
        [work = std::move(work), shared](const GoOn& go_on) -> net::Task {
          return [shared, answer = work(go_on)]() mutable { (*shared)(std::move(answer)); };
        },
        [shared](Problem problem) { (*shared)(tl::unexpected<Problem>(std::move(problem))); });
  }

 private:
  using Work = std::function<net::Task(const GoOn&)>;
  using Refusal = std::function<void(Problem)>;
  struct Waiting {
    std::shared_ptr<std::atomic<bool>> stops;
    Refusal refuse;
    net::Timer timer;
  };
  void Begin(Work work, Refusal refuse);
  void GiveUp(uint64_t number);

  net::Loop& loop_;
  base::Duration patience_;
  uint64_t last_ = 0;
  std::map<uint64_t, Waiting> waiting_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // what is told later asks for it
  base::os::Worker worker_{kMostWaiting, base::os::Urgency::kGivesWay};
};

}  // namespace keel::server
