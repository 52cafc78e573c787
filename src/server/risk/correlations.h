// SPDX-License-Identifier: MIT
// How the coins of a session move together: of days, as its gate has it, and of its bars.
#pragma once

#include "models/correlation/covariance.h"
#include "server/risk/risk_inputs.h"
#include "server/risk/views.h"

namespace keel::server {

/// Of the last 60 daily returns (those that market::Comovement estimates from) and of the last bars
/// that all coins have, each shrunk as models::ConstantCorrelationCovariance does, with the
/// clusters of the limit. Coins with fewer than 60 returns, or that do not move, are left out.
CorrelationView CorrelationsOf(const RiskInputs& inputs);

/// Of daily returns where it has both coins, else of bars, else 1: what is not known moves
/// together. `coins` are numbers in the inputs.
models::SymmetricMatrix JoinedCorrelation(const RiskInputs& inputs,
                                          const std::vector<size_t>& coins);

}  // namespace keel::server
