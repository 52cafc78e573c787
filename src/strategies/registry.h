// SPDX-License-Identifier: MIT
// The strategies that this program knows. To add one: one file here, one row in list.inc.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "strategy/strategy.h"

namespace keel::strategies {

/// All of them, in the order of list.inc; the drivers as strategies last.
const std::vector<strategy::StrategySpec>& All();

/// The one of that name; kNotFound tells the nearest name and how to list them.
base::Result<const strategy::StrategySpec*> Find(std::string_view name);

// DescribeEmaCross() and its like: each file of list.inc defines its own.
#define KEEL_DRIVER(Name)
#define KEEL_STRATEGY(Name) strategy::StrategySpec Describe##Name();
#include "strategies/list.inc"
#undef KEEL_STRATEGY
#undef KEEL_DRIVER

}  // namespace keel::strategies
