// SPDX-License-Identifier: MIT
// Value at risk and expected shortfall by method, with what followed, for people.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "models/risk_measures/backtest.h"
#include "models/risk_measures/tail_risk.h"

namespace keel::research {

/// How one method did at one confidence.
struct RiskBacktest {
  size_t days = 0;  ///< times it was asked
  size_t exceptions = 0;
  models::LikelihoodRatio kupiec;
  models::LikelihoodRatio christoffersen;
  /// Acerbi and Szekely's test of the shortfall and the value below which it rejects (5 %); absent
  /// where the method expected a gain from the tail.
  std::optional<double> z2, z2_critical;
  models::TrafficLightResult light;
  std::vector<double> value_at_risk;  ///< at each time
  std::vector<double> realised;       ///< what then happened
};

struct RiskAtConfidence {
  double confidence = 0;
  models::TailRisk risk;
  std::optional<RiskBacktest> backtest;
};

struct RiskRow {
  std::string_view method;
  std::string_view what;
  std::string refusal;   ///< why there is no answer; empty where there is one
  std::string untested;  ///< why the answer was not tested; empty where it was, or was not asked to
  std::vector<RiskAtConfidence> levels;
};

/// What one asset of a portfolio brings.
struct RiskShare {
  std::string pair;
  double weight = 0;
  double marginal_var = 0, component_var = 0;
  double marginal_es = 0, component_es = 0;
};

/// All of them; the components sum to the total.
struct RiskShares {
  std::string_view method;
  double confidence = 0;
  models::TailRisk total;
  std::vector<RiskShare> assets;
};

struct RiskReport {
  std::string series;
  bool synthetic = false;
  bool own_units = false;
  size_t observations = 0;
  size_t horizon = 1;
  size_t window = 0;                   ///< 0: nothing was tested
  std::string note;                    ///< why not, where that was asked for
  std::vector<base::UnixNanos> times;  ///< of the tests, the end of what followed; may be empty
  std::vector<RiskRow> rows;
  std::vector<RiskShares> shares;  ///< of a portfolio
};

std::string RiskText(const RiskReport& report);
std::string RiskJson(const RiskReport& report);
std::string RiskHtml(const RiskReport& report);

}  // namespace keel::research
