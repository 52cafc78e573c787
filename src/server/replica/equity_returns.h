// SPDX-License-Identifier: MIT
// What an account returned from one hour (or day) to the next, money that came or went not counted.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "base/time.h"

namespace keel::server {

class EquityReturns {
 public:
  static constexpr size_t kMost = 1'000;  ///< that are kept, the newest

  /// Of spans of this length, counted from 1970 in UTC; a point at an end belongs to what it ends.
  explicit EquityReturns(base::Duration period) : period_(period) {}

  /// A point of the equity curve, times ascending. The last one of each span counts, once the span
  /// is over; a span without one is skipped. Equity that is not positive is as a Break.
  void Add(base::UnixNanos time, double equity) {
    const int64_t span = (time.ns - 1) / period_.ns;
    if (span_ && span != *span_) Close();
    span_ = span;
    last_ = equity > 0 ? std::optional(equity) : std::nullopt;
    if (!last_) before_.reset();
  }
  /// Money came or went: what lies before cannot be compared with what follows.
  void Break() {
    before_.reset();
    last_.reset();
    span_.reset();
  }
  /// Simple returns, oldest first.
  const std::deque<double>& returns() const { return returns_; }
  base::Duration period() const { return period_; }

 private:
  void Close() {
    if (last_ && before_) {
      returns_.push_back(*last_ / *before_ - 1);
      if (returns_.size() > kMost) returns_.pop_front();
    }
    before_ = last_;
  }

  base::Duration period_;
  std::optional<int64_t> span_;
  std::optional<double> last_, before_;  // of the span that lasts, and of the one before
  std::deque<double> returns_;
};

}  // namespace keel::server
