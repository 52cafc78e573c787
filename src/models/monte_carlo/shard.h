// SPDX-License-Identifier: MIT
// One simulation on several machines: each does its shard of the blocks and writes what it found,
// bit for bit; all of them put together are the very bytes of the run on one machine.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/monte_carlo/simulate.h"

namespace keel::models {

/// Shard `index` (1 to count) of `count` (at most 10,000).
struct Shard {
  size_t index = 1;
  size_t count = 1;
};

/// Simulates a shard; what comes back are the bytes of a part, for a file. `label` goes with it and
/// comes out of the merge: what the reader of the forecast should know. Errors as Simulate, and
/// kUsage for an impossible shard.
base::Result<std::string> SimulateShard(const PathModel& model, const SimulationSettings& settings,
                                        const Shard& shard, std::string_view label);

/// The bytes of a part, with the name of their file for messages.
struct ShardPart {
  std::string name;
  std::string bytes;
};

struct MergedForecast {
  Forecast forecast;  ///< byte for byte that of Simulate with the same model and settings
  SimulationSettings settings;
  std::string label;
};

/// Puts the shards of one simulation together, in any order. kUsage where one is missing or there
/// twice, or parts come from different models, settings, labels or instruction sets; kCorrupt for
/// a part that is truncated or damaged.
base::Result<MergedForecast> MergeShards(std::span<const ShardPart> parts);

}  // namespace keel::models
