// SPDX-License-Identifier: MIT
// A whole live session (engine, strategies, desk, gate, ledger, link, journal) that trades through
// a FaultyVenue on bars of a minute, dies at any step or loses its power, and comes back from what
// its disk kept. When the faults have ceased, what it believes must be what the exchange knows, to
// the last unit, and a replay of its journal must do the same again. In every seventh seed other
// hands trade and pay on the account.
#pragma once

#include <cstdint>
#include <string>

#include "tests/simulation/person.h"
#include "tests/simulation/venue.h"

namespace keel::simulation {

struct SessionOptions {
  Faults faults;
  double crash_per_step = 0.004;  ///< at each of three places of a step
  double power_cut = 0.3;         ///< of crashes: what was not synced is gone, sector by sector
  double rules_per_s = 0.005;     ///< changes of a pair's tick, lot and least value
  double acts_per_s = 0.02;       ///< of a person
  double clock_set = 0.5;         ///< of restarts: the program's clock is another one then
  base::Duration trading = base::Seconds(420);
  base::Duration calm = base::Seconds(210);  ///< without faults, at the end
  bool by_wire = false;  ///< what it says becomes bytes of Binance, read by the exchange simulator
};

struct SessionResult {
  std::string failure;    ///< empty: everything agrees
  std::string hash;       ///< of what was sent, cancelled and booked
  std::string wire_hash;  ///< of all bytes, where there were any
  int orders = 0, trades = 0, crashes = 0, parents = 0;
  int amends = 0, refused_amends = 0;
  int replaced = 0;  ///< by an order that went on in their place
  int off_grid = 0;  ///< refused by filters that the exchange had changed
  int unheard = 0;   ///< requests whose outcome the account did not hear
  PersonsActs acts;
  int strangers = 0;  ///< trades and payments of other hands
  int clocks = 0;     ///< restarts with another clock
  int pauses = 0;     ///< times that the venue asked to be left alone
};

/// One schedule. The same seed and options give the same result, byte for byte.
SessionResult SimulateSession(uint64_t seed, const SessionOptions& options = {});

}  // namespace keel::simulation
