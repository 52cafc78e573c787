// SPDX-License-Identifier: MIT
// How likely it is that the account loses so much of what it is worth now, if it goes on as it has.
#pragma once

#include "server/risk/risk_inputs.h"
#include "server/risk/views.h"

namespace keel::server {

/// From the account's own daily returns where there are 30, else from its hourly ones where there
/// are 60: futures drawn in blocks (models::RiskOfRuin, seed 1), no further ahead than the returns
/// look back, and a year of days or 30 days of hours at most.
RuinCurvesView RuinCurvesOf(const RiskInputs& inputs);

}  // namespace keel::server
