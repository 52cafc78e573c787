// SPDX-License-Identifier: MIT
// The most used trend indicator: two averages, their distance, and that distance's average.
#pragma once

#include <optional>

#include "indicators/average_pair.h"
#include "indicators/ema.h"

namespace keel::indicators {

/// The three lines.
struct MacdValue {
  double macd = 0;       ///< Ema(fast) - Ema(slow)
  double signal = 0;     ///< Ema of macd
  double histogram = 0;  ///< macd - signal
};

/// Moving average convergence / divergence [Appel 1979]. By default the averages start together, as
/// in TA-Lib; AverageStart::kSeparate seeds each with its own first values, as most charting
/// programs do. The difference fades as (1 - 2 / (fast + 1))^t.
class Macd {
 public:
  explicit Macd(int fast = 12, int slow = 26, int signal = 9,
                AverageStart start = AverageStart::kTogether)
      : averages_(fast, slow, start), signal_(signal) {}

  std::optional<MacdValue> Update(double x) {
    const auto pair = averages_.Update(x);
    if (!pair) [[unlikely]] {
      return std::nullopt;
    }
    const double macd = pair->fast - pair->slow;
    const auto signal = signal_.Update(macd);
    return signal ? std::optional(MacdValue{macd, *signal, macd - *signal}) : std::nullopt;
  }

  /// Update of a warm indicator.
  MacdValue Next(double x) {
    const auto pair = averages_.Next(x);
    const double macd = pair.fast - pair.slow;
    const double signal = signal_.Next(macd);
    return {macd, signal, macd - signal};
  }

  int warm_up() const { return averages_.warm_up() + signal_.warm_up() - 1; }

 private:
  AveragePair averages_;
  Ema signal_;
};

}  // namespace keel::indicators
