// SPDX-License-Identifier: MIT
// Prices as they might as well have been: a strategy that earns on one exact path of them, and not
// on its neighbours a tenth of a percent away, has learnt that path.
#pragma once

#include <cstdint>

#include "engine/series_loader.h"

namespace keel::research {

struct PriceNoise {
  double level = 0;  ///< largest move as a fraction, in [0, 1)
  uint64_t seed = 0;
  uint64_t item = 0;  ///< which draw
};

/// The series with every price times 1 + u, u uniform within +- level and drawn anew for each of
/// the four prices of a bar. High and low then hold open and close between them, prices are whole
/// ticks and at least one; single trades move with their bars, volumes stay. Its hash is that of
/// the new bars. Level 0 gives the series back as it was.
engine::LoadedSeries WithNoise(engine::LoadedSeries series, const PriceNoise& noise);

}  // namespace keel::research
