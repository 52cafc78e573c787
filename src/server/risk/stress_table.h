// SPDX-License-Identifier: MIT
// What the built-in stress scenarios (risk/stress.h) would cost what is held now.
#pragma once

#include "server/risk/risk_inputs.h"
#include "server/risk/views.h"

namespace keel::server {

/// Every scenario, the worst first. Volatility, turnover and history of each coin from the bars
/// that are kept; spreads and impact from the session's `sim.impact`.
StressTableView StressTableOf(const RiskInputs& inputs);

}  // namespace keel::server
