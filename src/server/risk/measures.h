// SPDX-License-Identifier: MIT
// Value at risk and expected shortfall of what is held now, and how much each coin moves.
#pragma once

#include "server/risk/risk_inputs.h"
#include "server/risk/views.h"

namespace keel::server {

/// Today's holdings on each day (or bar) that is remembered, by every one of TailMethods at 95 and
/// 99 %; the day also by the gate's own measure (risk::PortfolioRisk, of what is held: working
/// orders are not in it). A day takes 60 daily returns of each coin that is held, 99 % takes 100.
MeasuresView MeasuresOf(const RiskInputs& inputs);

}  // namespace keel::server
