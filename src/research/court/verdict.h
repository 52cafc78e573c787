// SPDX-License-Identifier: MIT
// The overfitting court: one trial is charged with being luck, and the others that were tried, the
// days that did not choose it and the length of its record are heard as witnesses.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe_json.h"
#include "base/result.h"
#include "models/return_table.h"
#include "research/court/block_splits.h"
#include "research/trial/ledger.h"

namespace keel::research {

enum class Ruling { kPass, kWeak, kFail };
/// "pass", "weak", "fail".
std::string_view NameOf(Ruling ruling);

/// A condition of the verdict, as people read it.
struct Criterion {
  std::string name;
  std::string found;
  std::string wanted;
  std::optional<bool> holds;  ///< absent where it cannot be asked, and then it decides nothing
};
BOOST_DESCRIBE_STRUCT(Criterion, (), (name, found, wanted, holds))

/// Sharpe ratios are annual, of 365 days; a p value or probability is a fraction. Absent where
/// undefined.
struct CourtVerdict {
  std::string ruling;  ///< NameOf a Ruling
  std::string reason;  ///< one sentence
  std::vector<Criterion> criteria;
  std::string family;
  std::string judged;  ///< which trial: its parameters
  bool synthetic = false;
  int64_t days = 0;
  std::optional<double> sharpe;
  std::optional<double> skew;
  std::optional<double> kurtosis;              ///< not in excess: 3 is normal
  std::optional<double> probabilistic_sharpe;  ///< that the true ratio is above 0, had it been the
                                               ///< only trial
  int64_t tried = 0;         ///< trials of the family in the ledger, of any length
  int64_t trials = 0;        ///< those that could have been shown instead: what the court counts
  int64_t table_trials = 0;  ///< those whose daily returns were heard
  std::optional<double> effective_trials;
  std::optional<double> sharpe_deviation;  ///< between the trials
  std::optional<double> expected_best;     ///< ratio of the best of so many worthless trials
  std::optional<double> deflated_sharpe;
  std::optional<double> deflated_sharpe_effective;  ///< were only the effective trials counted
  std::optional<double> minimum_days;               ///< until the ratio proves more than 0
  std::optional<double> minimum_days_deflated;      ///< until it proves more than expected_best
  std::optional<int64_t> splits;
  std::optional<double> overfit_probability;  ///< PBO
  std::optional<double> loss_probability;
  std::optional<double> degradation_slope;
  std::optional<int64_t> resamples;
  std::optional<double> mean_block;  ///< days
  std::optional<double> superior_statistic;
  std::optional<double> reality_check;
  std::optional<double> superior_lower;
  std::optional<double> superior_consistent;
  std::optional<double> superior_upper;
};
BOOST_DESCRIBE_STRUCT(CourtVerdict, (),
                      (ruling, reason, criteria, family, judged, synthetic, days, sharpe, skew,
                       kurtosis, probabilistic_sharpe, tried, trials, table_trials,
                       effective_trials, sharpe_deviation, expected_best, deflated_sharpe,
                       deflated_sharpe_effective, minimum_days, minimum_days_deflated, splits,
                       overfit_probability, loss_probability, degradation_slope, resamples,
                       mean_block, superior_statistic, reality_check, superior_lower,
                       superior_consistent, superior_upper))

/// What is brought before the court.
struct CourtCase {
  std::string family;
  std::vector<std::string> names;      ///< of the trials, one a column
  models::ReturnTable daily;           ///< a day a row, a trial a column, all over the same days
  std::optional<size_t> judged;        ///< column; absent: the one with the best Sharpe ratio
  std::span<const TrialEntry> ledger;  ///< of the family; trials of the table may be among them
  bool synthetic = false;
};

struct CourtSettings {
  double level = 0.05;  ///< of error: 1 - level is wanted of the ratios, p values below it
  size_t resamples = 2000;
  size_t blocks = kSplitBlocks;  ///< fewer where there are too few days
  uint64_t seed = 1;
  int jobs = 1;  ///< threads, 0: all cores; changes no byte of the result
};

/// The verdict with what its pictures are drawn from.
struct CourtRecord {
  CourtVerdict verdict;
  std::optional<SplitTest> splits;
  std::vector<double> superior_draws;  ///< of Hansen's statistic; none where it is undefined
  std::vector<double> sharpes;         ///< annual, of the trials of the table that have one
  double level = 0.05;
};

/// How many trials there were to choose among: those of the ledger whose days are at least half of
/// the judged one's. A shorter window, as in a walk-forward, chose what was traded in the next one
/// and could not have been shown instead of this result.
TrialCount CountRivals(std::span<const TrialEntry> ledger, int64_t judged_days);

/// The verdict, by the rule of docs/court.md. Pass: the deflated Sharpe ratio is at least 1 -
/// level; Hansen's consistent p value is at most level; where there are several trials, the
/// probability of overfitting is at most a half, or the chosen trial loses in at most `level` of
/// the splits; and the record is as long as the ratio needs. Weak: one of the first two holds.
/// Fail: neither does. kUsage for a table without trials or days, or a judged column that it lacks.
base::Result<CourtRecord> Judge(const CourtCase& charged, const CourtSettings& settings);

}  // namespace keel::research
