// SPDX-License-Identifier: MIT
// Calibration of the Monte Carlo levels on series that were read: one row a series, and one for
// their portfolio.
#pragma once

#include <vector>

#include "cli/joint_series.h"
#include "cli/verb.h"
#include "models/monte_carlo/calibrate.h"
#include "research/report/calibration_report.h"

namespace keel::cli {

/// Evaluates each series, and where there are several also their portfolio on common bars. A series
/// that cannot be evaluated has its refusal in its row; all failing is the error of the first.
base::Result<research::CalibrationReport> CalibrateSeries(
    const std::vector<InputSeries>& all, const models::CalibrationSettings& settings,
    const Session& session);

}  // namespace keel::cli
