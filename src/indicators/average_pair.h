// SPDX-License-Identifier: MIT
// The fast and the slow Ema of MACD and its relatives, and the one thing on which the world
// disagrees: where the fast one starts.
#pragma once

#include <optional>

#include "base/check.h"
#include "indicators/ema.h"

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
      : fast_(fast), slow_(slow), skip_(start == AverageStart::kTogether ? slow - fast : 0) {
    CHECK(fast >= 1 && fast <= slow, "the fast period is at least 1 and not above the slow one");
  }

  std::optional<Value> Update(double x) {
    const auto slow = slow_.Update(x);
    if (skip_ > 0) [[unlikely]] {
      --skip_;
      return std::nullopt;
    }
    const auto fast = fast_.Update(x);
    return slow ? std::optional(Value{*fast, *slow}) : std::nullopt;
  }

  int warm_up() const { return slow_.warm_up(); }

 private:
  Ema fast_, slow_;
  int skip_;
};

}  // namespace keel::indicators
