// SPDX-License-Identifier: MIT
// An account that trades through a FaultyVenue, with production desk, gate, ledger and link: it
// enters, leaves, amends, cancels, dies at any step and starts again from its journal. When the
// faults have ceased, what it believes must be what the exchange knows, to the last unit.
#pragma once

#include <cstdint>
#include <string>

#include "tests/simulation/venue.h"

namespace keel::simulation {

struct SimulationOptions {
  Faults faults;
  double crash_per_step = 0.004;  ///< at each of three places of a step
  double clock_set = 0.3;         ///< of restarts: the program's clock is further on then
  base::Duration trading = base::Seconds(240);
  base::Duration calm = base::Seconds(150);  ///< without faults, at the end
};

struct SimulationResult {
  std::string failure;  ///< empty: everything agrees
  std::string hash;     ///< of all that the account was told, asked for and booked
  int orders = 0, trades = 0, crashes = 0, unknown = 0, never_arrived = 0, refused = 0;
  int amends = 0, refused_amends = 0;
  int replaced = 0;  ///< by an order that went on in their place
  int clocks = 0;    ///< restarts with another clock
  int off_grid = 0;  ///< refused by filters that had changed
};

/// One schedule. The same seed and options give the same result, byte for byte.
SimulationResult Simulate(uint64_t seed, const SimulationOptions& options = {});

}  // namespace keel::simulation
