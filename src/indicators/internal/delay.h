// SPDX-License-Identifier: MIT
// The value of `lag` updates ago, in a ring that is allocated once.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/check.h"

namespace keel::indicators::internal {

/// Delay(1) gives the previous value.
class Delay {
 public:
  explicit Delay(int lag) : ring_(static_cast<size_t>(lag)) {
    CHECK(lag >= 1, "a lag is positive");
  }

  /// Stores `x`; returns the value pushed `lag` calls ago, absent during the first `lag` calls.
  std::optional<double> Push(double x) {
    const double old = ring_[at_];
    ring_[at_] = x;
    const bool ready = full_;
    if (++at_ == ring_.size()) {
      at_ = 0;
      full_ = true;
    }
    return ready ? std::optional(old) : std::nullopt;
  }

  int lag() const { return static_cast<int>(ring_.size()); }

 private:
  std::vector<double> ring_;
  size_t at_ = 0;
  bool full_ = false;
};

}  // namespace keel::indicators::internal
