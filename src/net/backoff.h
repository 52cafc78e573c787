// SPDX-License-Identifier: MIT
// When to connect again: ever more patiently, never in step with others, and never so often that a
// venue takes it for an attack (F26).
#pragma once

#include <deque>

#include "base/random.h"
#include "base/time.h"

namespace keel::net {

struct BackoffOptions {
  base::Duration first = base::Milliseconds(250);  ///< longest wait after the first failure
  base::Duration cap = base::Seconds(30);          ///< longest wait after any
  base::Duration stable = base::Seconds(60);  ///< a connection that lived so long was no failure
  int max_attempts = 60;                      ///< within the window
  base::Duration window = base::Minutes(5);
};

/// Exponential backoff with full jitter: after n failures in a row, a wait that is uniform between
/// zero and min(cap, first * 2^(n-1)) ["Exponential Backoff And Jitter", AWS Architecture Blog,
/// 2015]; and a budget of attempts over it.
class Backoff {
 public:
  Backoff(const BackoffOptions& options, base::RandomStream random);

  /// The earliest time of the next attempt, at once where nothing has failed. Draws anew each time.
  base::UnixNanos NextAttempt(base::UnixNanos now);
  /// An attempt begins.
  void OnAttempt(base::UnixNanos now);
  /// The attempt has led to a connection.
  void OnConnected(base::UnixNanos now);
  /// The attempt has failed, or the connection has ended.
  void OnLost(base::UnixNanos now);

  /// Failures in a row.
  int failures() const { return failures_; }

 private:
  void Forget(base::UnixNanos now);

  BackoffOptions options_;
  base::RandomStream random_;
  std::deque<base::UnixNanos> attempts_;  // of the window, at most max_attempts
  base::UnixNanos connected_at_ = base::kEndOfTime;
  int failures_ = 0;
};

}  // namespace keel::net
