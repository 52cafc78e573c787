// SPDX-License-Identifier: MIT
// A driver as a strategy of its own: it trades its signal with its own equity.
#pragma once

#include "strategy/decision.h"
#include "strategy/driver.h"
#include "strategy/strategy.h"

namespace keel::strategies {

/// The strategy of the driver's name. The driver's description must outlive it.
strategy::StrategySpec SleeveOf(const strategy::DriverSpec& driver);

/// The policy that its parameters mean.
strategy::SleevePolicy SleevePolicyOf(const strategy::Params& params);

}  // namespace keel::strategies
