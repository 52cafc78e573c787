// SPDX-License-Identifier: MIT
// What an alpha driver says of one instrument: which way, how sure, and for how long it holds.
#pragma once

#include <cmath>

#include "base/time.h"

namespace keel::core {

struct Signal {
  double value = 0;       ///< in [-1, 1]: falling to rising
  double confidence = 0;  ///< in [0, 1]
  base::Duration half_life;

  /// What is left of it after `age`: 1 now, a half after one half-life.
  double DecayAfter(base::Duration age) const {
    return std::exp2(-age.seconds() / half_life.seconds());
  }
};

}  // namespace keel::core
