// SPDX-License-Identifier: MIT
// The fast and the slow Ema of MACD and its relatives, and the one thing on which the world
// disagrees: where the fast one starts.
#pragma once

#include <optional>

#include "base/check.h"
#include "indicators/ema.h"
#include "indicators/internal/recursion.h"

namespace keel::indicators {

/// When the fast average takes its first value.
enum class AverageStart {
  kTogether,  ///< so late that both give their first value at the same update (TA-Lib)
  kSeparate,  ///< at once (most charting programs)
};

/// Two exponential averages of one series.
class AveragePair {
 public:
  struct Value {
    double fast, slow;
  };

  AveragePair(int fast, int slow, AverageStart start)
      : fast_(fast),
        slow_(slow),
        skip_(start == AverageStart::kTogether ? slow - fast : 0),
        pair_(internal::DoublePair{2.0 / (fast + 1.0), 2.0 / (slow + 1.0)}) {
    CHECK(fast >= 1 && fast <= slow, "the fast period is at least 1 and not above the slow one");
  }

  std::optional<Value> Update(double x) {
    if (!warm_) [[unlikely]] {
      return WarmUp(x);
    }
    return Next(x);
  }

  /// Update of a warm pair.
  Value Next(double x) {
    const internal::DoublePair pair = pair_.Step(internal::DoublePair{x, x});
    return Value{pair[0], pair[1]};
  }

  int warm_up() const { return slow_.warm_up(); }

 private:
  std::optional<Value> WarmUp(double x) {
    const auto slow = slow_.Update(x);
    if (skip_ > 0) {
      --skip_;
      return std::nullopt;
    }
    const auto fast = fast_.Update(x);
    if (!slow) {
      return std::nullopt;
    }
    pair_.Start(internal::DoublePair{*fast, *slow});
    warm_ = true;
    return Value{*fast, *slow};
  }

  Ema fast_, slow_;  // until both are warm
  int skip_;
  bool warm_ = false;
  internal::BasicRecursion<internal::DoublePair> pair_;
};

}  // namespace keel::indicators
