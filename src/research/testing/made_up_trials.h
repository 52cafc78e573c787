// SPDX-License-Identifier: MIT
// Daily returns of trials whose worth is known, because it was put into them.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "base/random.h"
#include "models/return_table.h"

namespace keel::research {

struct MadeUpTrials {
  size_t days = 4 * 365;
  size_t trials = 1;
  double sharpe = 0;       ///< annual, of 365 days, true of every trial
  double correlation = 0;  ///< between any two trials
  double memory = 0;       ///< of each day in the next, of what all share
  double daily_deviation = 0.02;
};

/// A day a row, a trial a column. A pure function of its arguments.
inline std::vector<double> MakeTrials(const MadeUpTrials& made, uint64_t seed) {
  base::RandomStream random(seed, "research.court.made_up");
  std::vector<double> values(made.days * made.trials);
  const double shared = std::sqrt(made.correlation);
  const double own = std::sqrt(1 - made.correlation);
  double common = random.NextNormal();
  for (size_t day = 0; day < made.days; ++day) {
    common = made.memory * common + std::sqrt(1 - made.memory * made.memory) * random.NextNormal();
    for (size_t i = 0; i < made.trials; ++i) {
      const double noise = shared * common + own * random.NextNormal();
      values[day * made.trials + i] = made.daily_deviation * (made.sharpe / std::sqrt(365) + noise);
    }
  }
  return values;
}

}  // namespace keel::research
