// SPDX-License-Identifier: MIT
// The simulated venue of a run, made from settings: latency, fees, path, and every pair's costs.
#pragma once

#include <vector>

#include "base/result.h"
#include "core/instrument.h"
#include "engine/order_desk.h"
#include "engine/series_loader.h"
#include "engine/settings.h"
#include "sim/sim_venue.h"

namespace keel::engine {

struct VenuePlan {
  sim::SimVenueOptions options;
  std::vector<PairCosts> costs;          ///< by instrument
  std::vector<sim::PairSettings> pairs;  ///< by instrument
  std::vector<double> measured_ms;       ///< of the latency model "measured"
};

/// Spread and impact coefficient of a pair: its own, else its coin's, else everybody's.
PairCosts CostsOf(const sim::ImpactSettings& impact, const core::Symbol& pair);

/// kUsage for a fee that is none.
base::Result<execution::FeeSchedule> FeesOf(const sim::FeeSettings& settings);
/// The milliseconds of the "measured" model; none of another. kUsage, kIo.
base::Result<std::vector<double>> MeasuredLatencies(const sim::LatencySettings& settings);

/// kUsage, with the field, for settings that mean nothing; kIo where the file of measured latencies
/// cannot be read.
base::Result<VenuePlan> PlanVenue(const BacktestSettings& settings, const core::Universe& universe,
                                  const std::vector<LoadedSeries>& series);

}  // namespace keel::engine
