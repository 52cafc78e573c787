// SPDX-License-Identifier: MIT
// The price with its dominant cycle averaged away: the mean over exactly one cycle.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>

#include "indicators/internal/hilbert.h"

namespace keel::indicators {

/// Ehlers' instantaneous trendline (TA-Lib HT_TRENDLINE): mean over the dominant cycle, then
/// weights 4 3 2 1 over the last four means.
class InstantaneousTrendline {
 public:
  std::optional<double> Update(double x) {
    cycle_.Update(x);
    at_ = (at_ + 1) & (kRing - 1);
    prices_[at_] = x;
    if (seen_ < kWarmUp) [[unlikely]] {
      ++seen_;
      if (seen_ <= kSkip) {
        return std::nullopt;
      }
    }
    const double mean = MeanOfCycle();
    const double line = (4 * mean + 3 * mean1_ + 2 * mean2_ + mean3_) / 10;
    mean3_ = mean2_;
    mean2_ = mean1_;
    mean1_ = mean;
    return seen_ == kWarmUp ? std::optional(line) : std::nullopt;
  }

  int warm_up() const { return kWarmUp; }

 private:
  static constexpr int kWarmUp = 64;
  static constexpr int kSkip = 37;
  static constexpr size_t kRing = 64;  // the longest cycle is 50

  double MeanOfCycle() const {
    const auto length = static_cast<size_t>(cycle_.period() + 0.5);
    double sum = 0;
    for (size_t ago = 0; ago < length; ++ago) {
      sum += prices_[(at_ - ago) & (kRing - 1)];
    }
    return length > 0 ? sum / static_cast<double>(length) : prices_[at_];
  }

  internal::Hilbert cycle_{kSkip};
  std::array<double, kRing> prices_{};
  size_t at_ = 0;
  int seen_ = 0;
  double mean1_ = 0, mean2_ = 0, mean3_ = 0;
};

}  // namespace keel::indicators
