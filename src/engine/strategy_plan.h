// SPDX-License-Identifier: MIT
// Which strategies a run has, with complete parameters, their pairs and their shares of equity.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/instrument.h"
#include "core/timeframe.h"
#include "engine/registry.h"
#include "engine/series_loader.h"
#include "engine/settings.h"
#include "market/feature_store.h"
#include "strategy/strategy.h"

namespace keel::engine {

/// A strategy of the settings, found and filled in.
struct PlannedStrategy {
  const strategy::StrategySpec* spec = nullptr;
  strategy::Params params;
  core::Timeframe timeframe;
  double allocation = 0;  ///< share of equity
  std::vector<core::InstrumentId> instruments;
  std::optional<market::FeatureSet> features;  ///< absent where it reads none
};

/// kUsage or kNotFound, with the nearest name, for strategies, parameters, pairs, timeframes or
/// allocations that make no sense. `series` is by instrument.
base::Result<std::vector<PlannedStrategy>> PlanStrategies(const BacktestSettings& settings,
                                                          const Registry& registry,
                                                          const core::Universe& universe,
                                                          const std::vector<LoadedSeries>& series);

/// The parameters of a strategy, complete. kUsage or kNotFound, with the nearest name, for values
/// that it does not take, each by itself or together.
base::Result<strategy::Params> ParamsOf(const StrategySettings& chosen, const Registry& registry);

/// Who of the chosen strategies cannot do without order books, as the beginning of a sentence ("x
/// decides on order books"): by itself, or because the settings give a budget to such a one that it
/// listens to. Nothing where all can.
std::optional<std::string> WhoNeedsBooks(const BacktestSettings& settings,
                                         const Registry& registry);

}  // namespace keel::engine
