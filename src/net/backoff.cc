// SPDX-License-Identifier: MIT
#include "net/backoff.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace keel::net {

Backoff::Backoff(const BackoffOptions& options, base::RandomStream random)
    : options_(options), random_(random) {
  CHECK(options.max_attempts > 0, "somebody who may never connect needs no backoff");
}

base::UnixNanos Backoff::NextAttempt(base::UnixNanos now) {
  Forget(now);
  base::UnixNanos at = now;
  if (failures_ > 0) {
    const double longest =
        std::min(static_cast<double>(options_.cap.ns),
                 std::ldexp(static_cast<double>(options_.first.ns), failures_ - 1));
    at = now + base::Duration{static_cast<int64_t>(longest * random_.NextUniform())};
  }
  if (attempts_.size() >= static_cast<size_t>(options_.max_attempts)) {
    at = std::max(at, attempts_.front() + options_.window);
  }
  return at;
}

void Backoff::OnAttempt(base::UnixNanos now) {
  Forget(now);
  attempts_.push_back(now);
  if (attempts_.size() > static_cast<size_t>(options_.max_attempts)) attempts_.pop_front();
}

void Backoff::OnConnected(base::UnixNanos now) { connected_at_ = now; }

void Backoff::OnLost(base::UnixNanos now) {
  const bool was_stable =
      connected_at_ != base::kEndOfTime && now - connected_at_ >= options_.stable;
  failures_ = was_stable ? 1 : std::min(failures_ + 1, 60);
  connected_at_ = base::kEndOfTime;
}

void Backoff::Forget(base::UnixNanos now) {
  while (!attempts_.empty() && now - attempts_.front() >= options_.window) attempts_.pop_front();
  // A clock that was set back must not lock us out for longer than the window.
  for (base::UnixNanos& attempt : attempts_) attempt = std::min(attempt, now);
}

}  // namespace keel::net
