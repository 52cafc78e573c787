// SPDX-License-Identifier: MIT
// Short-term overreaction from three sides: strength, streak and rank of the last change.
#pragma once

#include <algorithm>
#include <optional>

#include "indicators/percent_rank.h"
#include "indicators/rocp.h"
#include "indicators/rsi.h"

namespace keel::indicators {

/// (Rsi(close, rsi_period) + Rsi(streak, streak_period) + PercentRank(return, rank_period)) / 3
/// [Connors 2012]. The streak counts consecutive rises (positive) or falls (negative), 0 when
/// unchanged.
class ConnorsRsi {
 public:
  explicit ConnorsRsi(int rsi_period = 3, int streak_period = 2, int rank_period = 100)
      : strength_(rsi_period), streak_strength_(streak_period), return_(1), rank_(rank_period) {}

  std::optional<double> Update(double x) {
    if (last_) [[likely]] {
      streak_ = x > *last_   ? std::max(streak_, 0.0) + 1
                : x < *last_ ? std::min(streak_, 0.0) - 1
                             : 0;
    }
    last_ = x;
    const auto strength = strength_.Update(x);
    const auto streak = streak_strength_.Update(streak_);
    const auto change = return_.Update(x);
    const auto rank = change ? rank_.Update(*change) : std::nullopt;
    if (!strength || !streak || !rank) [[unlikely]] {
      return std::nullopt;
    }
    return (*strength + *streak + *rank) / 3;
  }

  int warm_up() const {
    return std::max({strength_.warm_up(), streak_strength_.warm_up(), rank_.warm_up() + 1});
  }

 private:
  Rsi strength_, streak_strength_;
  Rocp return_;
  PercentRank rank_;
  double streak_ = 0;
  std::optional<double> last_;
};

}  // namespace keel::indicators
