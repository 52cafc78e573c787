// SPDX-License-Identifier: MIT
// Forecasts on request: a level of Monte Carlo fitted to a series and simulated, and how right the
// same was in the past. The same request on the same bars gives the same bytes.
#pragma once

#include <optional>

#include "server/lab/lab_series.h"
#include "server/lab/workbench.h"

namespace keel::server {

/// What bounds a request: about a second of one core.
inline constexpr int64_t kMostLabLevel = 4;
inline constexpr int64_t kMostLabHorizon = 1'000;
inline constexpr int64_t kFewestLabPaths = 100, kMostLabPaths = 50'000;
inline constexpr int64_t kMostLabSteps = 5'000'000;              ///< paths x horizon
inline constexpr int64_t kMostLabSeed = (int64_t{1} << 53) - 1;  ///< what every JSON reader keeps
inline constexpr size_t kMostLabReturns = 4'000;                 ///< that are fitted to, the newest
inline constexpr size_t kFewestLabReturns = 100;

/// What is wrong with a question, with its field: 400. Nothing: it can be asked.
std::optional<Problem> MistakeIn(const LabForecastQuery& query);
std::optional<Problem> MistakeIn(const LabCalibrationQuery& query);

/// Defaults: level 3, 24 bars ahead, 10,000 paths (fewer where the horizon is long), seed 1. A
/// series that is too short or cannot be fitted has a sentence instead of an outcome; 503 where
/// `go_on` said no.
Answer<LabForecastView> LabForecastOf(const LabSeries& series, const LabForecastQuery& query,
                                      const GoOn& go_on);

/// Forecasts at past dates, one horizon apart, each with what was known then, held against what
/// followed (models::Calibrate): the level, and level 1 beside it.
Answer<LabCalibrationView> LabCalibrationOf(const LabSeries& series,
                                            const LabCalibrationQuery& query, const GoOn& go_on);

}  // namespace keel::server
