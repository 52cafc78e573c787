// SPDX-License-Identifier: MIT
// The simulated venue of a run, made from settings: latency, fees, path, and every pair's costs.
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "core/instrument.h"
#include "engine/order_desk.h"
#include "engine/series_loader.h"
#include "engine/settings.h"
#include "sim/models/order_latency.h"
#include "sim/sim_venue.h"

namespace keel::engine {

struct VenuePlan {
  sim::SimVenueOptions options;
  std::vector<PairCosts> costs;          ///< by instrument
  std::vector<sim::PairSettings> pairs;  ///< by instrument
};

/// Spread and impact coefficient of a pair: its own, else its coin's, else everybody's.
PairCosts CostsOf(const sim::ImpactSettings& impact, const core::Symbol& pair);

/// kUsage for a fee that is none.
base::Result<execution::FeeSchedule> FeesOf(const sim::FeeSettings& settings);
/// How long orders take, or what the venue says of them. kUsage, kIo.
base::Result<sim::LatencyModel> LatencyOf(const sim::LatencySettings& settings);
/// Of what the venue says: settings of its own or those of orders.
const sim::LatencySettings& ResponseOf(const sim::VenueSettings& sim);
/// Both ways on recorded books and on paper, by sim.book.latency. kUsage with file and line; kIo.
base::Result<std::unique_ptr<sim::models::OrderLatency>> OrderLatencyOf(
    const sim::VenueSettings& sim);

/// kUsage, with the field, for settings that mean nothing; kIo where the file of measured latencies
/// cannot be read.
base::Result<VenuePlan> PlanVenue(const BacktestSettings& settings, const core::Universe& universe,
                                  const std::vector<LoadedSeries>& series);

}  // namespace keel::engine
