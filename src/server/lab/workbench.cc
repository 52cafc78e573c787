// SPDX-License-Identifier: MIT
#include "server/lab/workbench.h"

namespace keel::server {

Workbench::~Workbench() {
  for (const auto& [number, waiting] : waiting_) *waiting.stops = true;
}

void Workbench::Begin(Work work, Refusal refuse) {
  const uint64_t number = ++last_;
  const auto stops = std::make_shared<std::atomic<bool>>(false);
  const std::weak_ptr<bool> alive = alive_;
  const bool is_taken = worker_.Post([this, number, stops, alive, work = std::move(work)] {
    if (*stops) return;
    net::Task tell = work([stops] { return !*stops; });
    loop_.Post([this, alive, number, tell = std::move(tell)] {
      if (!alive.expired() && waiting_.erase(number) == 1) tell();
    });
  });
  if (!is_taken) {
    return refuse({.status = 429,
                   .detail = "the desk computes other figures already; ask again in a moment",
                   .retry_after = base::Seconds(5)});
  }
  waiting_[number] = {stops, std::move(refuse),
                      loop_.After(patience_, [this, number] { GiveUp(number); })};
}

void Workbench::GiveUp(uint64_t number) {
  auto given_up = waiting_.extract(number);
  if (given_up.empty()) return;
  *given_up.mapped().stops = true;
  given_up.mapped().refuse({.status = 503,
                            .detail = "it takes too long and was given up; ask for less, or again "
                                      "when the machine has less to do",
                            .retry_after = base::Seconds(30)});
}

}  // namespace keel::server
