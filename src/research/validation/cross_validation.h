// SPDX-License-Identifier: MIT
// The choice of parameters, cross-validated: the days are cut into blocks, some choose and the
// others test, in every combination, so that one lucky stretch cannot speak for all.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/describe_json.h"
#include "base/result.h"
#include "research/trial/daily_table.h"
#include "research/validation/daily_figures.h"
#include "research/validation/purged_splits.h"

namespace keel::research {

/// Annual Sharpe ratios of daily returns.
struct FoldResult {
  std::vector<int64_t> blocks;  ///< tested, from 0
  int64_t train_days = 0;
  int64_t test_days = 0;
  int64_t dropped_days = 0;  ///< neither: purged or under embargo
  std::string chosen;        ///< parameters with the best ratio of the training days
  std::optional<double> train_sharpe;
  std::optional<double> test_sharpe;
};
BOOST_DESCRIBE_STRUCT(FoldResult, (),
                      (blocks, train_days, test_days, dropped_days, chosen, train_sharpe,
                       test_sharpe))

struct CrossValidationReport {
  std::string family;
  bool synthetic = false;
  int64_t points = 0;  ///< parameter sets to choose among
  int64_t blocks = 0;
  int64_t test_blocks = 0;
  int64_t embargo_days = 0;
  int64_t label_days = 0;
  int64_t first_day = 0;  ///< days since 1970-01-01
  int64_t days = 0;
  std::vector<FoldResult> folds;
  /// Whole histories that were tested and never trained on: one for k-fold, more for combinatorial.
  std::vector<DailyFigures> paths;
  std::optional<double> median_sharpe;     ///< of the paths
  std::optional<double> low_sharpe;        ///< 5 % quantile of the paths
  std::optional<double> losing_paths;      ///< share with a ratio below 0
  std::vector<std::vector<double>> daily;  ///< simple returns of each path
};
BOOST_DESCRIBE_STRUCT(CrossValidationReport, (),
                      (family, synthetic, points, blocks, test_blocks, embargo_days, label_days,
                       first_day, days, folds, paths, median_sharpe, low_sharpe, losing_paths))

struct CrossValidationSettings {
  size_t groups = 10;
  size_t test_groups = 1;
  int64_t embargo_days = 5;
  int64_t label_days = 1;  ///< days that a day's outcome reaches into, itself among them
};

/// Chooses by the Sharpe ratio of the training days (the first of equal ones; a column that does
/// not move has 0) and tests on the others, on the daily returns of whole runs. `names` are of the
/// columns. What a strategy learnt while running is not undone: purge and embargo keep away days
/// whose positions or indicators reach over a border. kUsage as PurgedSplits, for an empty table,
/// and for fewer than 2 training days.
base::Result<CrossValidationReport> CrossValidate(const DailyTable& table,
                                                  const std::vector<std::string>& names,
                                                  const CrossValidationSettings& settings);

}  // namespace keel::research
