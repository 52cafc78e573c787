// SPDX-License-Identifier: MIT
// A column that somebody else computed cannot be computed again without the future. But one that
// knows the future gives itself away: it goes with the part of the next returns that the past does
// not tell.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/bar.h"

namespace keel::research {

/// The part of each bar's log return that 20 earlier ones do not explain linearly (least squares
/// over all bars), cut off at five deviations.
class Innovations {
 public:
  /// Nothing where there are fewer than 300 bars, or where the past explains nineteen twentieths of
  /// the returns, so that to know the next one is no sign of anything.
  static std::optional<Innovations> Of(std::span<const core::Bar> bars);
  /// By bar: that of the return which ends at its close; absent for the first bars.
  const std::vector<std::optional<double>>& values() const { return values_; }

 private:
  std::vector<std::optional<double>> values_;
};

/// How a column goes with what comes.
struct Foreknowledge {
  int64_t horizon = 0;     ///< bars of the future
  bool of_change = false;  ///< the column's change from bar to bar; else its level
  double correlation = 0;
  double deviations = 0;  ///< from zero: correlation x sqrt(bars / horizon)
};
/// The strongest over horizons of 1, 5 and 20 bars, of level and change. Absent where nothing
/// varies.
std::optional<Foreknowledge> MeasureForeknowledge(const Innovations& innovations,
                                                  std::span<const std::optional<double>> column);

/// Whether it is stronger than anything that is known from the past could be: a correlation of more
/// than a fifth, eight deviations from zero.
bool IsImplausible(const Foreknowledge& measured);

}  // namespace keel::research
