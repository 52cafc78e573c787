// SPDX-License-Identifier: MIT
// How good forecasts of whole distributions were, told from what followed: uniform probability
// integral transforms, intervals that cover as often as they say, exceptions of value at risk, and
// a score that a worse distribution cannot win.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"
#include "models/risk_measures/backtest.h"

namespace keel::models {

/// What one forecast said of one outcome.
struct ScoredForecast {
  double outcome = 0;  ///< log return over the horizon
  /// (paths below the outcome + half of those equal + 1/2) / (paths + 1): uniform on (0, 1) where
  /// the forecast is right [Dawid 1984; Rosenblatt 1952].
  double pit = 0;
  double crps = 0;                        ///< see Crps
  std::array<double, 2> value_at_risk{};  ///< at kVarConfidences, losses positive
};

inline constexpr std::array<double, 4> kIntervals = {0.50, 0.80, 0.95, 0.99};
inline constexpr std::array<double, 2> kVarConfidences = {0.95, 0.99};

/// Continuous ranked probability score of a sample against an outcome, in the unit of both: mean
/// |x - y| less half the mean |x - x'|, over all pairs of the sample [Gneiting, Raftery 2007].
/// `sorted` ascends and is not empty. Lower is better; for a single value it is the absolute error.
double Crps(std::span<const double> sorted, double outcome);

/// Scores a simulated sample; sorts it. Requires at least one value, all finite.
ScoredForecast Score(std::vector<double>& sample, double outcome);

/// How often an interval held the outcome, and how often a right forecast's would in 95 of 100
/// repetitions (binomial).
struct IntervalCoverage {
  double nominal = 0;
  size_t inside = 0;
  size_t low = 0, high = 0;
  bool within_bounds() const { return low <= inside && inside <= high; }
};

struct VarBacktest {
  double confidence = 0;
  size_t exceptions = 0;
  LikelihoodRatio kupiec, christoffersen;  ///< the latter: number and independence together
};

struct CalibrationSummary {
  size_t forecasts = 0;
  double pit_distance = 0;  ///< Kolmogorov and Smirnov's, from the uniform law
  double pit_p_value = 0;   ///< with the asymptotic law [Stephens 1970's correction]
  std::array<size_t, 20> pit_bins{};
  std::array<IntervalCoverage, kIntervals.size()> intervals{};
  std::array<VarBacktest, kVarConfidences.size()> value_at_risk{};
  double crps = 0;  ///< mean
};

/// Sums up forecasts whose horizons do not overlap. kUsage for fewer than 20.
base::Result<CalibrationSummary> Summarise(std::span<const ScoredForecast> scored);

/// Whether one series of scores is lower than another at the same dates: the mean difference over
/// its Newey-West error [Diebold, Mariano 1995; Newey, West 1987; lag floor(4 (n/100)^(2/9))].
struct ScoreComparison {
  double gain = 0;  ///< 1 - mean score / mean reference score: above 0 is better
  double t = 0;     ///< above 0 is better; 0 where the scores are the same
};
base::Result<ScoreComparison> CompareScores(std::span<const ScoredForecast> scored,
                                            std::span<const ScoredForecast> reference);

}  // namespace keel::models
