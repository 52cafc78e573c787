// SPDX-License-Identifier: MIT
// What came of a sweep: who won and by how much it matters, as one record; and the files that are
// the same bytes however the trials were shared out.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/describe_json.h"
#include "base/result.h"
#include "research/optimize/objective.h"
#include "research/optimize/screening.h"
#include "research/optimize/sweep_manifest.h"
#include "research/optimize/trial_log.h"

namespace keel::research {

/// A trial with its place.
struct RankedTrial {
  int64_t rank = 0;  ///< from 1
  int64_t trial = 0;
  std::string hash;
  std::vector<std::pair<std::string, double>> params;
  double score = 0;
  std::vector<std::pair<std::string, std::optional<double>>> figures;  ///< FigureNames()
};
BOOST_DESCRIBE_STRUCT(RankedTrial, (), (rank, trial, hash, params, score, figures))

/// A parameter over the trials that have a score.
struct ParamSummary {
  std::string name;
  double low = 0, high = 0;  ///< tried
  /// Of the best tenth of the trials: a narrow range says where to look, one as wide as what was
  /// tried says that the parameter decides nothing.
  double top_low = 0, top_median = 0, top_high = 0;
  /// Share of the variance of the score that lies between its values (eta squared, one way), 0 to
  /// 1; absent where scores do not vary.
  std::optional<double> importance;
};
BOOST_DESCRIBE_STRUCT(ParamSummary, (),
                      (name, low, high, top_low, top_median, top_high, importance))

/// A set that simple fills found good, and what the engine made of it.
struct TierGap {
  int64_t trial = 0;
  double vector_score = 0;
  std::optional<double> engine_score;
  std::optional<double> vector_return, engine_return;
};
BOOST_DESCRIBE_STRUCT(TierGap, (),
                      (trial, vector_score, engine_score, vector_return, engine_return))

struct SweepSummary {
  std::string id;
  std::string family;
  std::string settings_hash;
  std::vector<std::pair<std::string, std::string>> bars;
  base::UnixNanos from, to;
  bool synthetic = false;
  std::string code_version;
  std::string objective;
  int64_t min_trades = 0;
  std::string search;
  uint64_t seed = 0;
  std::string tier;
  int64_t points = 0;
  int64_t contradictions = 0;
  int64_t trials = 0;         ///< of the engine
  int64_t without_score = 0;  ///< of these: too few trades, or a figure undefined
  int64_t first_day = 0;      ///< of the columns of returns.npy, days since 1970-01-01
  int64_t days = 0;
  std::vector<RankedTrial> best;  ///< ten at most
  std::optional<double> median_score;
  std::vector<ParamSummary> params;
  std::vector<TierGap> gaps;  ///< where there was a vector tier
};
BOOST_DESCRIBE_STRUCT(SweepSummary, (),
                      (id, family, settings_hash, bars, from, to, synthetic, code_version,
                       objective, min_trades, search, seed, tier, points, contradictions, trials,
                       without_score, first_day, days, best, median_score, params, gaps))

/// A point that was tried, with its score: what is drawn.
struct ScoredPoint {
  int64_t trial = 0;
  std::vector<std::pair<std::string, double>> params;
  std::optional<double> score;
};

/// A sweep that is at its end.
struct SweepResult {
  SweepManifest manifest;
  std::vector<TrialRecord> trials;            ///< by number
  std::vector<std::optional<double>> scores;  ///< of these
  std::vector<ScreenedPoint> screened;        ///< all points by simple fills, if they were
  SweepSummary summary;
};

/// `trials` by number. kUsage where the manifest's objective is none.
base::Result<SweepResult> MakeSweepResult(SweepManifest manifest, std::vector<TrialRecord> trials,
                                          std::vector<ScreenedPoint> screened);

/// The points that are drawn: those of the simple fills where there were any, else the trials.
std::vector<ScoredPoint> PointsOf(const SweepResult& result);

/// One row a trial: trial, hash, parameters, score, figures, journal_hash.
std::string TrialsCsv(const SweepResult& result);
/// Simple daily returns, a float64 matrix: a trial a row in the order of results.csv, a UTC day a
/// column from summary.first_day on.
std::string ReturnsNpy(const SweepResult& result);

/// results.csv, returns.npy, sweep.json, sweep.html, and screened.csv where there was a vector
/// tier; each replaced whole. kIo.
base::Status WriteSweep(const SweepResult& result, const std::string& folder);

}  // namespace keel::research
