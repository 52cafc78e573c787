// SPDX-License-Identifier: MIT
// Survival and drawdowns of accounts of several sizes, for people.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/risk_of_ruin.h"

namespace keel::research {

struct RuinReport {
  std::string series;
  bool synthetic = false;
  size_t returns = 0;                    ///< how many are drawn from
  std::optional<double> period_seconds;  ///< length of one period; absent where unknown
  models::RuinSettings settings;
  std::vector<models::RuinResult> results;  ///< at least one, by starting capital
};

std::string RuinText(const RuinReport& report);
std::string RuinJson(const RuinReport& report);
std::string RuinHtml(const RuinReport& report);

}  // namespace keel::research
