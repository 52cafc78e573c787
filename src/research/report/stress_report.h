// SPDX-License-Identifier: MIT
// Stress tests for people: what each scenario costs now, and what it would have made of a run at
// its worst moment.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "risk/stress.h"

namespace keel::research {

/// One scenario and what it does.
struct StressRow {
  risk::StressScenario scenario;
  risk::StressResult now;                    ///< of a run: at its last point
  double drawdown = 0;                       ///< from the highest equity, when it strikes now
  std::optional<risk::StressedCurve> curve;  ///< of a run
};

struct StressReport {
  std::string subject;
  std::string currency;
  bool synthetic = false;
  double confidence = 0.99;
  double cash = 0;
  double drawdown = 0;                                    ///< before any scenario
  std::vector<std::pair<std::string, double>> positions;  ///< pair and value
  std::vector<std::string> notes;                         ///< what is missing or assumed
  std::vector<base::UnixNanos> times;                     ///< of a run's points
  std::vector<StressRow> rows;                            ///< at least one
};

std::string StressText(const StressReport& report);
std::string StressJson(const StressReport& report);
std::string StressHtml(const StressReport& report);

}  // namespace keel::research
