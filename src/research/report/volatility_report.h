// SPDX-License-Identifier: MIT
// A fitted volatility model for people: parameters with their errors, what the next periods hold,
// beside estimates that need no model.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "models/volatility/garch.h"

namespace keel::research {

struct VolatilityReport {
  std::string series;
  bool synthetic = false;
  bool own_units = false;                  ///< returns as a file has them, perhaps percents
  std::optional<double> periods_per_year;  ///< absent: nothing is annualised
  std::vector<base::UnixNanos> times;      ///< of the returns; empty where unknown
  models::GarchFit fit;
  std::vector<double> variances;  ///< of each return, known before it
  std::vector<double> forecast;   ///< variances of the periods to come
  /// Estimates without a model by name, of one period.
  std::vector<std::pair<std::string, double>> realised;
};

std::string VolatilityText(const VolatilityReport& report);
std::string VolatilityJson(const VolatilityReport& report);
std::string VolatilityHtml(const VolatilityReport& report);

}  // namespace keel::research
