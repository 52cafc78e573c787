// SPDX-License-Identifier: MIT
// Cross-validation in time. What is learnt from and what is tested on must not share a moment: a
// label that reaches into the test, or follows it too closely, would tell its answer beforehand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace keel::research {

/// What an observation knows: the times (days, bars, any unit) in [from, to) that decide it.
struct LabelSpan {
  int64_t from = 0;
  int64_t to = 0;
};

/// Indices of observations, ascending.
struct PurgedSplit {
  std::vector<size_t> groups;  ///< of blocks of observations that are tested on
  std::vector<size_t> train;
  std::vector<size_t> test;
};

struct PurgeSettings {
  size_t groups = 10;      ///< blocks of observations, as equal as can be
  size_t test_groups = 1;  ///< tested on at once: 1 is k-fold, more is combinatorial
  int64_t embargo = 0;     ///< time after the end of a test block in which no training may begin
};

/// All choices of `test_groups` of the blocks: C(groups, test_groups) splits, in lexical order.
/// From the training are purged the observations whose span overlaps that of a test block (from its
/// first label's start to its last label's end), or begins within the embargo after it. Labels are
/// in the order of their starts. kUsage for fewer than 2 groups, more groups than labels, no group
/// left to train on, a negative embargo, more than 10,000 splits, or labels that end before they
/// begin or are out of order.
/// Source: Lopez de Prado 2018, sections 7.4 and 12.4.
base::Result<std::vector<PurgedSplit>> PurgedSplits(std::span<const LabelSpan> labels,
                                                    const PurgeSettings& settings);

/// The whole histories that the tested blocks of combinatorial splits make up: paths[p][g] is the
/// split whose test of block g belongs to path p. Each block is tested in
/// C(groups, k) k / groups splits, and that is the number of paths.
std::vector<std::vector<size_t>> TestPaths(std::span<const PurgedSplit> splits, size_t groups);

/// The block of observation `index` of `count`, of `groups`.
constexpr size_t GroupOf(size_t index, size_t count, size_t groups) {
  return index * groups / count;
}

}  // namespace keel::research
