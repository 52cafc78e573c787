// SPDX-License-Identifier: MIT
// The ways in which `keel risk` measures the tail of what a series does next, and how each of them
// did when it was asked again and again with what was known then.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/verb.h"
#include "models/risk_measures/tail_risk.h"
#include "research/report/risk_report.h"

namespace keel::cli {

/// What is asked of a method.
struct RiskQuestion {
  std::vector<double> levels = {0.95, 0.99};
  size_t horizon = 1;  ///< returns ahead that are added up, >= 1
  int64_t paths = 10'000;
  uint64_t seed = 1;
};

/// One answer a level, for the sum of the next `horizon` returns.
using RiskAnswer = base::Result<std::vector<models::TailRisk>>;

struct RiskMethod {
  std::string_view name;
  std::string_view what;
  std::function<RiskAnswer(std::span<const double> returns, const RiskQuestion&)> measure;
};

/// All of them. Without a model of what follows what, a horizon is measured on the sums of all
/// stretches of the past that are as long (they overlap); filtered_historical and monte_carlo
/// simulate it, step by step.
const std::vector<RiskMethod>& RiskMethods();

/// When the methods are asked again.
struct RiskTests {
  std::vector<size_t> at;  ///< the first return of each stretch that is foretold
  size_t window = 0;       ///< returns known before it
};

/// Every `horizon`-th of the last returns, at most 2,000. Empty where fewer than 100 fit into the
/// series, or the window is 0.
RiskTests PlanTests(size_t returns, size_t window, size_t horizon);

/// Asks the method at each of these times and tests its answers, one result a level. The same on
/// any number of threads. The method's own error where it fails at one of these times;
/// kInterrupted.
base::Result<std::vector<research::RiskBacktest>> BacktestRisk(const RiskMethod& method,
                                                               std::span<const double> returns,
                                                               const RiskTests& tests,
                                                               const RiskQuestion& question,
                                                               const Session& session);

}  // namespace keel::cli
