// SPDX-License-Identifier: MIT
// Which part of a sweep this process does: said by hand, or by whoever started many of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "research/optimize/plan.h"

namespace keel::cli {

struct ShardChoice {
  research::Shard shard;
  std::string origin;  ///< "--shard", or the variable that said so; empty: the whole sweep
};

/// `text` is --shard ("2/7", counted from 1), `shards` is --shards (0: not given). Without --shard
/// the environment is asked: JOB_COMPLETION_INDEX (an indexed Job of Kubernetes; --shards says of
/// how many), SLURM_ARRAY_TASK_ID with _MIN, _STEP and _COUNT, OMPI_COMM_WORLD_RANK with _SIZE.
/// kUsage where they make no sense.
base::Result<ShardChoice> ChooseShard(const std::optional<std::string>& text, int64_t shards,
                                      const std::map<std::string, std::string>& environment);

}  // namespace keel::cli
