// SPDX-License-Identifier: MIT
// What the simulated venue has said and the engine has not yet heard, in order of arrival.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/event.h"

namespace keel::sim {

/// Few messages are on their way at once: a sorted vector, newest first, beats a heap.
class ReportQueue {
 public:
  bool empty() const { return waiting_.empty(); }
  /// Of the first to arrive; kEndOfTime when there is none.
  base::UnixNanos next_time() const { return next_time_; }
  /// Ties keep the order of pushing.
  void Push(base::UnixNanos time, core::Report report) {
    const auto at = std::partition_point(waiting_.begin(), waiting_.end(),
                                         [&](const Entry& e) { return e.time > time; });
    waiting_.insert(at, {time, std::move(report)});
    next_time_ = waiting_.back().time;
  }
  core::Report Pop() {
    core::Report report = std::move(waiting_.back().report);
    waiting_.pop_back();
    next_time_ = waiting_.empty() ? base::kEndOfTime : waiting_.back().time;
    return report;
  }

 private:
  struct Entry {
    base::UnixNanos time;
    core::Report report;
  };
  std::vector<Entry> waiting_;
  base::UnixNanos next_time_ = base::kEndOfTime;
};

}  // namespace keel::sim
