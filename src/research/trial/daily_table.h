// SPDX-License-Identifier: MIT
// The daily returns of many trials side by side: what questions about all of them at once (which
// was the best by luck, which on other days) are asked of.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "models/return_table.h"
#include "research/trial/outcome.h"
#include "research/trial/variation.h"

namespace keel::research {

struct DailyTable {
  int64_t first_day = 0;  ///< days since 1970-01-01, of the first row
  size_t trials = 0;
  std::vector<double> values;  ///< simple returns: a UTC day a row, a trial a column

  models::ReturnTable view() const { return {values, trials}; }
};

/// A column for each outcome, over all days that any of them has; 0 on the days that one lacks, on
/// which it held nothing. Empty where none has a day.
DailyTable TableOf(std::span<const Outcome> outcomes);

/// "fast 10, slow 50"; "as configured" without parameters.
std::string ParamsText(const std::vector<std::pair<std::string, double>>& params);

}  // namespace keel::research
