// SPDX-License-Identifier: MIT
// What the ensemble's parameters mean, for whoever computes its decisions again.
#pragma once

#include "strategies/signal_desk.h"
#include "strategy/decision.h"
#include "strategy/rotation.h"

namespace keel::strategies {

struct EnsembleSettings {
  std::vector<HeardDriver> drivers;
  strategy::DecisionPolicy policy;
  ModelSettings models;
  strategy::RotationSettings rotation;
  int64_t horizon = 24;  ///< bars
  int64_t paths = 2000;
  bool antithetic = true;
};

/// kUsage where the parameters contradict each other.
base::Result<EnsembleSettings> EnsembleSettingsOf(const strategy::Params& params);

/// The number of the forecast's random streams: its own for every pair and bar.
uint64_t ForecastSeed(uint64_t run_seed, core::InstrumentId instrument, base::UnixNanos now);

}  // namespace keel::strategies
