// SPDX-License-Identifier: MIT
// A contiguous range of a simulation's blocks, and how all of them become a Forecast. A whole run
// is one range; a run on several machines is several, put together in the blocks' order.
#pragma once

#include <vector>

#include "models/monte_carlo/internal/block.h"

namespace keel::models::internal {

/// What the blocks of a range left. Numbers per path start at the range's first path.
struct Part {
  std::vector<BlockResult> blocks;
  std::vector<double> returns, drawdowns, log_paths;  ///< empty where not wanted
};

/// Simulates range `index` (from 0) of `count` ranges of about the same size; some are empty where
/// there are fewer blocks. Errors as Simulate.
base::Result<Part> RunPart(const PathModel& model, const SimulationSettings& settings, size_t index,
                           size_t count);

/// The forecast of all blocks, in order.
base::Result<Forecast> Assemble(const SimulationSettings& settings, Part whole);

}  // namespace keel::models::internal
