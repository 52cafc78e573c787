// SPDX-License-Identifier: MIT
// The alpha drivers that this program knows: rows KEEL_DRIVER of list.inc. Each is a strategy that
// trades its own signal, and may feed the ensemble instead.
#pragma once

#include <vector>

#include "strategy/driver.h"

namespace keel::strategies {

/// All of them, in the order of list.inc.
const std::vector<strategy::DriverSpec>& Drivers();

/// The driver of that name, or null.
const strategy::DriverSpec* FindDriver(std::string_view name);

// DescribeMomentumPersistence() and its like: each file of list.inc defines its own.
#define KEEL_STRATEGY(Name)
#define KEEL_DRIVER(Name) strategy::DriverSpec Describe##Name();
#include "strategies/list.inc"
#undef KEEL_DRIVER
#undef KEEL_STRATEGY

}  // namespace keel::strategies
