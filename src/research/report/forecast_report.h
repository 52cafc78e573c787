// SPDX-License-Identifier: MIT
// A Monte Carlo forecast for people: the distribution at the horizon with its own uncertainty, and
// the fan of paths that leads there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/monte_carlo/simulate.h"

namespace keel::research {

struct ForecastReport {
  std::string series;
  bool synthetic = false;
  int level = 1;
  std::vector<std::string> assumptions;  ///< what was estimated, one sentence each
  std::optional<double> last_price;      ///< absent: everything is relative to 1
  uint64_t seed = 1;
  models::Forecast forecast;
  int64_t fan_paths = 0;  ///< how many paths the fan is drawn from
  /// Price over today's after each step at the probabilities below: horizon x 5.
  std::vector<double> fan;
};

inline constexpr double kFanProbabilities[] = {0.05, 0.25, 0.5, 0.75, 0.95};

/// The fan from whole paths: `log_paths` is paths x horizon x assets. Several assets are one
/// portfolio of these weights, the rest in cash; empty: one asset.
std::vector<double> FanOf(const std::vector<double>& log_paths, size_t horizon,
                          const std::vector<double>& weights = {});

std::string ForecastText(const ForecastReport& report);
std::string ForecastJson(const ForecastReport& report);
std::string ForecastHtml(const ForecastReport& report);

}  // namespace keel::research
