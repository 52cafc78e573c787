// SPDX-License-Identifier: MIT
// An average that speeds up when the phase of the dominant cycle runs, and idles when it stands.
#pragma once

#include <cmath>
#include <numbers>
#include <optional>

#include "base/check.h"
#include "indicators/internal/hilbert.h"
#include "indicators/internal/ratio.h"

namespace keel::indicators {

/// The adaptive average and the one that follows it; their crossings are the signals.
struct MamaValue {
  double mama = 0;
  double fama = 0;
};

/// MESA adaptive moving average: weight fast_limit / phase step in degrees (at least 1), not below
/// slow_limit; fama follows mama with half that weight [Ehlers 2001]. Both start at the first price
/// that has a phase; TA-Lib starts them at 0, a difference that fades with the weights.
class Mama {
 public:
  explicit Mama(double fast_limit = 0.5, double slow_limit = 0.05)
      : fast_limit_(fast_limit), slow_limit_(slow_limit) {
    CHECK(0 < slow_limit && slow_limit <= fast_limit && fast_limit <= 1,
          "0 < slow limit <= fast limit <= 1");
  }

  std::optional<MamaValue> Update(double x) {
    cycle_.Update(x);
    if (seen_ < kWarmUp) [[unlikely]] {
      if (++seen_ <= kSkip) {
        mama_ = fama_ = x;
        return std::nullopt;
      }
    }
    const double phase = (180.0 / std::numbers::pi) *
                         std::atan(internal::Ratio(cycle_.quadrature(), cycle_.in_phase(), 0.0));
    const double step = std::fmax(phase_ - phase, 1.0);
    phase_ = phase;
    const double weight = std::fmax(fast_limit_ / step, slow_limit_);
    mama_ += weight * (x - mama_);
    fama_ += 0.5 * weight * (mama_ - fama_);
    return seen_ == kWarmUp ? std::optional(MamaValue{mama_, fama_}) : std::nullopt;
  }

  int warm_up() const { return kWarmUp; }

 private:
  static constexpr int kWarmUp = 33;
  static constexpr int kSkip = 12;
  internal::Hilbert cycle_{kSkip};
  double fast_limit_, slow_limit_;
  int seen_ = 0;
  double phase_ = 0;
  double mama_ = 0, fama_ = 0;
};

}  // namespace keel::indicators
