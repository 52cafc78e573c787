// SPDX-License-Identifier: MIT
// The plug-ins that a run may use. The engine knows this table only; the command line fills it.
#pragma once

#include <span>

#include "market/feature.h"
#include "strategy/strategy.h"

namespace keel::engine {

struct Registry {
  std::span<const strategy::StrategySpec> strategies;
  std::span<const market::FeatureSpec> features{};
};

}  // namespace keel::engine
