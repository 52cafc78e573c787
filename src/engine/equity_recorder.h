// SPDX-License-Identifier: MIT
// The equity curve while it grows: one sample for every instant at which bars closed.
#pragma once

#include "base/check.h"
#include "core/decimal.h"
#include "engine/run_record.h"

namespace keel::engine {

class EquityRecorder {
 public:
  /// `curve` must be empty and outlive the recorder.
  explicit EquityRecorder(EquityCurve& curve) : curve_(curve) {}

  /// Takes the equity at `now` (times never go back) and how much of it is cash. A second sample of
  /// one instant replaces the first.
  [[gnu::always_inline]] void Sample(base::UnixNanos now, core::Decimal equity,
                                     core::Decimal cash) {
    if (now == last_time_) curve_.pop_back();
    last_time_ = now;
    const bool flat = equity == cash || !equity.is_positive();
    const double exposure = flat ? 0 : core::RatioNear(equity - cash, equity);
    if (curve_.size() == curve_.capacity()) MakeRoom();
    CHECK(curve_.size() < curve_.capacity(), "no room for a sample");  // push_back need not look
    curve_.push_back({now, equity.ToDoubleNear(), exposure});
  }

  bool empty() const { return curve_.empty(); }
  base::UnixNanos last_time() const { return last_time_; }

 private:
  [[gnu::noinline]] void MakeRoom() { curve_.reserve(2 * curve_.capacity() + 1024); }

  EquityCurve& curve_;
  base::UnixNanos last_time_ = base::kBeginningOfTime;
};

}  // namespace keel::engine
