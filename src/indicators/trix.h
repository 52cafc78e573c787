// SPDX-License-Identifier: MIT
// The change of a triply smoothed value: slow, but hardly ever wrong about the sign.
#pragma once

#include <optional>

#include "indicators/ema.h"
#include "indicators/internal/ratio.h"

namespace keel::indicators {

/// 100 (e3 - e3') / e3' in percent, e3 the threefold Ema [Hutson 1983]; 0 where e3' is 0.
class Trix {
 public:
  explicit Trix(int period) : first_(period), second_(period), third_(period) {}

  std::optional<double> Update(double x) {
    const auto one = first_.Update(x);
    const auto two = one ? second_.Update(*one) : std::nullopt;
    const auto three = two ? third_.Update(*two) : std::nullopt;
    if (!three) [[unlikely]] {
      return std::nullopt;
    }
    const auto last = last_;
    last_ = three;
    return last ? std::optional(100 * internal::Ratio(*three - *last, *last, 0.0)) : std::nullopt;
  }

  int warm_up() const { return 3 * first_.warm_up() - 1; }

 private:
  Ema first_, second_, third_;
  std::optional<double> last_;
};

}  // namespace keel::indicators
