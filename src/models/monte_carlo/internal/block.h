// SPDX-License-Identifier: MIT
// One block of paths, simulated step by step for all of them at once; what it draws depends on the
// seed, the block's number and its size, never on who runs it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/monte_carlo/internal/kernels.h"
#include "models/monte_carlo/simulate.h"

namespace keel::models::internal {

constexpr size_t kBlockPaths = 1024;

/// The model as the kernels want it, made once per simulation.
struct Plan {
  const PathModel& model;
  const SimulationSettings& settings;
  size_t states = 1;
  std::vector<double> factor;   ///< of the correlation; empty: independent
  std::vector<double> weights;  ///< one per asset
  double cash = 0;
  bool plain = true;   ///< the value of the portfolio is the price of its only asset
  bool track = false;  ///< running extremes are wanted
  std::vector<DrawTable> first_states, next_states;  ///< cumulative probabilities
  std::vector<StepArguments> steps;                  ///< one per asset, without arrays
};

/// The plan of a checked model.
base::Result<Plan> MakePlan(const PathModel& model, const SimulationSettings& settings);

/// What is left of a block: sums for the estimates, and where wanted one number per path.
struct BlockResult {
  double count = 0;
  double mean = 0;       ///< of the returns
  double squares = 0;    ///< squared deviations from it; of pair means where antithetic
  double variation = 0;  ///< squared deviations from it, of single paths
  double up = 0;
  double drawdown_sum = 0, drawdown_squares = 0;
  std::vector<double> hits;  ///< by level
  bool overflow = false;
};

/// Where a block writes its paths; empty: not wanted.
struct BlockOutput {
  std::span<double> returns;
  std::span<double> drawdowns;
  std::span<double> log_paths;  ///< of its first paths
};

BlockResult RunBlock(const Plan& plan, uint64_t block, size_t paths, const BlockOutput& output);

}  // namespace keel::models::internal
