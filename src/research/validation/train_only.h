// SPDX-License-Identifier: MIT
// A scale that cannot have seen the test: it is fitted on the training rows of a split, there is no
// other way to make one, and from then on it is applied to any row.
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "models/return_table.h"
#include "research/validation/purged_splits.h"

namespace keel::research {

class TrainOnlyScale {
 public:
  /// Mean and standard deviation (divisor n - 1) of each column over the rows `split.train` alone.
  /// kUsage for fewer than 2 of them, rows that the table lacks, and values that are not finite. A
  /// column that does not vary is scaled to 0.
  static base::Result<TrainOnlyScale> Fit(const models::ReturnTable& features,
                                          const PurgedSplit& split);

  /// (x - mean) / deviation of a row with a value for each column.
  std::vector<double> Apply(std::span<const double> row) const;

 private:
  TrainOnlyScale() = default;
  std::vector<double> means_;
  std::vector<double> deviations_;  ///< 0: the column does not vary
};

}  // namespace keel::research
