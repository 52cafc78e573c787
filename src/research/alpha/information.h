// SPDX-License-Identifier: MIT
// The information coefficient: how closely a signal and the return that follows it go together, and
// how sure that is. Every estimate keeps what each row adds to its error, so that estimates over
// windows that share returns can be compared, summed and drawn again together.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "research/alpha/panel.h"

namespace keel::research {

/// What is correlated with what.
enum class IcKind {
  kTime,     ///< each pair's signals over time, averaged over the pairs by their rows
  kSection,  ///< the pairs of one row against each other, averaged over the rows
};

/// Which return follows a signal: from `from` to `to` bars after it.
struct ReturnWindow {
  size_t from = 0;
  size_t to = 1;
};

/// An estimate and its error, row by row: value less truth is close to the sum of `terms`, which
/// have a sum of 0. A term stands in the row in which the return ends, since returns hardly follow
/// each other while signals do.
struct IcEstimate {
  double value = 0;
  std::vector<double> terms;
  size_t observations = 0;  ///< signals with a return
  size_t times = 0;         ///< rows that have any

  /// Standard error from Newey and West's variance.
  double Error(size_t lag) const;
};

inline constexpr size_t kLeastObservations = 30;  ///< of a pair, or rows of a section
inline constexpr size_t kLeastSection = 3;        ///< pairs that make a row of a section

/// Pearson's correlation. Its terms are the influence z_s z_r - ic (z_s^2 + z_r^2) / 2 of each
/// observation on it. Absent where too little is there or nothing varies.
std::optional<IcEstimate> PearsonIc(const AlphaPanel& panel, ReturnWindow window, IcKind kind);

/// Spearman's correlation of ranks (equal values share their mean rank). The terms over time are
/// those of a correlation of ranks that are themselves estimated [Hoeffding 1948].
std::optional<IcEstimate> RankIc(const AlphaPanel& panel, ReturnWindow window, IcKind kind);

/// Correlation of each pair's signal with itself `lag` bars before, averaged over the pairs by
/// their rows. Absent where too little is there or nothing varies.
std::optional<double> SignalAutocorrelation(const AlphaPanel& panel, size_t lag);

/// Bars after which the signal's autocorrelation is below 1/4 for the first time: two of its own
/// half-lives, how far apart rows are still alike. At most `most`.
size_t SignalMemory(const AlphaPanel& panel, size_t most);

/// Mean ranks of values, as shares in (0, 1): (rank - 1/2) / n.
std::vector<double> MidRanks(const std::vector<double>& values);

/// Lag that is enough for a horizon: Newey and West's rule, and at least twice as far as windows
/// overlap, where Bartlett's weights have taken away no more than half.
size_t LagFor(size_t times, size_t horizon);

}  // namespace keel::research
