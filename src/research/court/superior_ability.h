// SPDX-License-Identifier: MIT
// Whether the best of all trials beats doing nothing by more than the best of as many worthless
// ones would: the days are drawn again, all trials together, and each draw has its own best.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/return_table.h"

namespace keel::research {

struct SuperiorAbilitySettings {
  size_t resamples = 2000;
  std::optional<double> mean_block;  ///< days; absent: the mean of the trials' automatic lengths
  std::optional<size_t> judged;      ///< column; absent: the best
  uint64_t seed = 1;
  int jobs = 1;  ///< threads, 0: all cores; changes no byte of the result
};

/// P values are (1 + draws beyond the statistic) / (1 + draws), so that none is 0.
struct SuperiorAbility {
  size_t resamples = 0;
  double mean_block = 1;
  size_t still = 0;          ///< trials that do not move, which take no part
  size_t judged = 0;         ///< column; the best is the one with the largest studentised mean
  double statistic = 0;      ///< max(0, sqrt(n) mean / its long-run deviation) of the judged trial
  double reality_check = 1;  ///< White's p value: means as they are, all centred
  double lower = 1;       ///< Hansen's p value if trials worse than nothing are left out entirely
  double consistent = 1;  ///< if those that are certainly worse are left out: the one to judge by
  double upper = 1;       ///< if none is: as hard as can be
  std::vector<double> draws;  ///< of the statistic, consistent, one a resample
};

/// White's reality check (2000) and Hansen's test of superior predictive ability (2005) with the
/// stationary bootstrap, of daily returns above those of doing nothing: a day a row, a trial a
/// column. Another trial than the best is held against the best of the draws all the same. Of one
/// trial both are a bootstrap test of its mean. Absent for fewer than 3 days and where the judged
/// trial, or every one, does not move.
std::optional<SuperiorAbility> TestSuperiorAbility(const models::ReturnTable& daily,
                                                   const SuperiorAbilitySettings& settings);

/// n times the variance of the mean of n values as the stationary bootstrap would draw it
/// [Politis, Romano 1994; Hansen 2005, section 3.1].
double BootstrapVariance(const std::vector<double>& values, double mean_block);

}  // namespace keel::research
