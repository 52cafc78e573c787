// SPDX-License-Identifier: MIT
// Which position brings the risk: by Euler's theorem the risk of a portfolio is the sum of weight
// times marginal risk, so that it can be taken apart without a remainder.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"
#include "models/return_table.h"
#include "models/risk_measures/tail_risk.h"

namespace keel::models {

struct RiskContributions {
  TailRisk total;  ///< exactly the sums of the components, in their order
  std::vector<double> marginal_var, component_var;  ///< d(VaR)/d(weight); weight times that
  std::vector<double> marginal_es, component_es;
};

/// Under the normal law with the sample's means and covariances (divisor n - 1): marginal VaR
/// z (C w)_i / sqrt(w'Cw) - m_i [Garman 1996; Jorion 2007, chapter 7]. kUsage where the table is
/// not rectangular with at least 2 rows, weights do not match it, values are not finite, the
/// portfolio does not vary, or the level is outside (0, 1).
base::Result<RiskContributions> NormalContributions(std::span<const double> weights,
                                                    const ReturnTable& returns, double level);

/// From the sample itself: marginal ES is the asset's mean loss over the portfolio's worst
/// 1 - level, marginal VaR its loss in the period that is the portfolio's VaR (one row, so noisy)
/// [Tasche 1999; Hallerbach 2003]. The totals are HistoricalTailRisk of the portfolio. Simulated
/// returns may stand in for past ones. kUsage as above, with at least 1 row.
base::Result<RiskContributions> HistoricalContributions(std::span<const double> weights,
                                                        const ReturnTable& returns, double level);

}  // namespace keel::models
