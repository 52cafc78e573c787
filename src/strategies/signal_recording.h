// SPDX-License-Identifier: MIT
// A strategy that only listens: it hears drivers as any other would, bar by bar, and writes down
// how strong each speaks. What research measures is then what a run acts on.
#pragma once

#include <string>
#include <vector>

#include "strategy/driver.h"
#include "strategy/strategy.h"

namespace keel::strategies {

/// What a driver's signal of a pair came to as a bar closed.
struct RecordedSignal {
  base::UnixNanos time;
  size_t driver = 0;
  size_t pair = 0;
  double strength = 0;  ///< value x confidence x decay, in [-1, 1]
};

struct SignalRecording {
  std::vector<std::string> pairs;       ///< in the order of the run
  std::vector<RecordedSignal> signals;  ///< in order of time; none where nothing stands
};

/// The strategy "signals" that fills `recording`, which it empties at its start. Drivers and
/// recording must outlive the run. It asks for nothing.
strategy::StrategySpec ListenTo(std::vector<const strategy::DriverSpec*> drivers,
                                SignalRecording* recording);

}  // namespace keel::strategies
