// SPDX-License-Identifier: MIT
// Whether forecasts were right, for people: how often intervals held, whether outcomes were spread
// evenly over the forecasts, exceptions of value at risk, and which level forecast best.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/monte_carlo/calibrate.h"

namespace keel::research {

/// One series, or a portfolio.
struct CalibrationRow {
  std::string name;
  size_t returns = 0;
  std::optional<models::Calibration> calibration;
  std::string refusal;  ///< why there is none
};

struct CalibrationReport {
  std::string series;
  bool synthetic = false;
  models::CalibrationSettings settings;
  std::vector<CalibrationRow> rows;
};

std::string CalibrationText(const CalibrationReport& report);
std::string CalibrationJson(const CalibrationReport& report);
std::string CalibrationHtml(const CalibrationReport& report);

}  // namespace keel::research
