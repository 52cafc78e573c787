// SPDX-License-Identifier: MIT
// The probability of backtest overfitting: the days are cut into blocks, and half of the blocks
// choose the best trial for the other half to judge, in every way in which that can be done.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/result.h"
#include "models/return_table.h"

namespace keel::research {

inline constexpr size_t kSplitBlocks = 16;      ///< of the paper: 12,870 splits
inline constexpr size_t kMostSplitBlocks = 20;  ///< 184,756 splits

/// One value for each split, in the order of the blocks that choose. Sharpe ratios are of a day.
struct SplitTest {
  size_t blocks = 0;
  size_t trials = 0;
  /// Share of splits in which the chosen trial is no better than the median of all where it was not
  /// chosen: logit <= 0. 0.5 says that choosing is worth nothing.
  double probability = 0;
  /// Share of splits in which the chosen trial loses money where it was not chosen.
  double loss_probability = 0;
  /// Least squares of `unseen` on `seen`: what a better choice is worth later. Absent where `seen`
  /// does not vary.
  std::optional<double> slope;
  std::optional<double> intercept;
  std::vector<double> logits;  ///< ln(w / (1 - w)), w = rank where not chosen / (trials + 1)
  std::vector<double> seen;    ///< Sharpe ratio of the chosen trial in the half that chose it
  std::vector<double> unseen;  ///< and in the other
};

/// Combinatorially symmetric cross-validation by the Sharpe ratio of daily returns: a day a row, a
/// trial a column. Blocks are as equal as they can be; equal ratios share their rank, and a trial
/// that does not move has a ratio of 0. kUsage for fewer than 2 trials, an odd number of blocks or
/// one outside 2 to 20, and fewer than 2 days a block.
/// Source: Bailey, Borwein, Lopez de Prado and Zhu 2015.
base::Result<SplitTest> TestSplits(const models::ReturnTable& daily, size_t blocks = kSplitBlocks);

}  // namespace keel::research
