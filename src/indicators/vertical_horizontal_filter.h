// SPDX-License-Identifier: MIT
// Whether a series trends: its range over the length of its path.
#pragma once

#include <cmath>
#include <optional>

#include "indicators/internal/folds.h"
#include "indicators/internal/ratio.h"

namespace keel::indicators {

/// (highest - lowest) / sum |change| over `period` values and `period` changes [White 1991]; 0
/// while nothing moves.
class VerticalHorizontalFilter {
 public:
  explicit VerticalHorizontalFilter(int period) : high_(period), low_(period), path_(period) {}

  std::optional<double> Update(double x) {
    const auto last = last_;
    last_ = x;
    const double high = high_.Push(x);
    const double low = low_.Push(x);
    if (!last) [[unlikely]] {
      return std::nullopt;
    }
    const double path = path_.Push(std::abs(x - *last));
    return path_.full() ? std::optional(internal::Ratio(high - low, path, 0.0)) : std::nullopt;
  }

  int warm_up() const { return path_.period() + 1; }

 private:
  internal::WindowMax high_;
  internal::WindowMin low_;
  internal::WindowSum path_;
  std::optional<double> last_;
};

}  // namespace keel::indicators
