// SPDX-License-Identifier: MIT
// Are the forecasts right? Each level is asked again and again on past dates, with only what was
// known then, and its distributions are held against what followed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/monte_carlo/estimate.h"
#include "models/monte_carlo/scores.h"

namespace keel::models {

struct CalibrationSettings {
  std::vector<int> levels = {1, 2, 3, 4};  ///< ascending; the first is what others are held against
  int64_t horizon = 24;                    ///< steps, and the distance of dates: none overlap
  int64_t window = 4000;                   ///< rows that fits and filters know before each date
  int64_t refit = 2000;       ///< rows from fit to fit; the state is filtered at every date
  int64_t most_dates = 1500;  ///< the latest ones, where there are more
  int64_t paths = 2000;
  uint64_t seed = 1;
  int jobs = 1;                 ///< threads; changes no byte of the result
  EstimateSettings estimate;    ///< its level is not used
  std::vector<double> weights;  ///< of several assets; empty: equal shares
};

struct LevelCalibration {
  int level = 1;
  CalibrationSummary summary;
  ScoreComparison against_first;       ///< CRPS against the first level's
  std::vector<ScoredForecast> scored;  ///< by date
  size_t fits = 0;
  size_t failed_fits = 0;  ///< did not converge: the parameters before them were kept
};

struct Calibration {
  std::vector<size_t> dates;  ///< row of the first return that each forecast is about
  std::vector<LevelCalibration> levels;
};

/// Called now and then with work done and in all; false stops with kInterrupted.
using Continue = std::function<bool(int64_t done, int64_t total)>;

/// Evaluates the levels on rows of log returns, oldest first. Several assets are evaluated as their
/// portfolio: levels 1 to 3 know its returns, level 4 those of the assets. kUsage for a series
/// shorter than the window and 20 horizons, impossible settings, and a level whose first fit fails.
base::Result<Calibration> Calibrate(const ReturnTable& returns, const CalibrationSettings& settings,
                                    const Continue& go_on);

}  // namespace keel::models
