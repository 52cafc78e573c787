// SPDX-License-Identifier: MIT
// Monte Carlo: thousands of possible futures of a PathModel, summed up as a distribution with its
// own uncertainty. Same seed and model give the same bytes on any number of threads.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/monte_carlo/path_model.h"

namespace keel::models {

/// How to simulate. Paths are drawn in blocks of at most 1024, each from streams of its own.
struct SimulationSettings {
  int64_t paths = 10'000;
  int64_t horizon = 1;  ///< steps
  uint64_t seed = 1;
  int jobs = 1;  ///< threads; changes no byte of the result
  /// Paths in pairs with opposite innovations; an even number of paths, no residuals. Quantiles'
  /// and tails' standard errors then count the pairs as independent, which is on the safe side.
  bool antithetic = false;
  /// Innovations of each step shifted and scaled to mean 0 and variance 1 within their block; at
  /// least 64 paths, no residuals. Standard errors stay those of plain sampling: too large, never
  /// too small.
  bool moment_matching = false;
  std::vector<double> quantiles;         ///< probabilities in (0, 1), of the return at the horizon
  std::vector<double> tail_confidences;  ///< in (0, 1), for value at risk: 0.95, 0.99
  std::vector<double> drawdown_quantiles;  ///< probabilities, of each path's maximum drawdown
  /// Value over today's: above 1 hit from below, under 1 from above, watched at the end of steps.
  std::vector<double> levels;
  bool keep_terminal = false;  ///< give the return of every path
  int64_t keep_paths = 0;      ///< give the whole of this many first paths
};

struct Estimate {
  double value = 0;
  double standard_error = 0;
};

/// A quantile (linear interpolation, type 7) between the order statistics that hold the true one
/// in 95 of 100 simulations.
struct QuantileEstimate {
  double probability = 0;
  double value = 0;
  double low = 0;
  double high = 0;
};

/// Losses as fractions of today's value, positive for a loss. Value at risk is the quantile of the
/// loss; its standard error is a quarter of the width of that quantile's interval (1.96 to a
/// side). Expected shortfall is the mean of the worst 1 - confidence of the paths [Acerbi, Tasche
/// 2002], its standard error the deviation of the excess (L - VaR)+ over (1 - confidence) sqrt n.
struct TailEstimate {
  double confidence = 0;
  Estimate value_at_risk;
  Estimate expected_shortfall;
};

struct HitProbability {
  double level = 0;
  Estimate probability;
};

/// The distribution of what a unit of money becomes. Returns are simple: value / today - 1.
struct Forecast {
  int64_t horizon = 0;
  int64_t paths = 0;
  Estimate expected_return;
  double return_deviation = 0;
  Estimate probability_up;  ///< of a return above zero
  std::vector<QuantileEstimate> quantiles;
  std::vector<TailEstimate> tail_risks;
  Estimate expected_drawdown;  ///< of each path's maximum; zero unless drawdown_quantiles
  std::vector<QuantileEstimate> drawdown_quantiles;
  std::vector<HitProbability> hits;
  std::vector<double> terminal_returns;  ///< by path, where kept
  /// Log price over today's after each step, where kept: path by path, step by step, all assets.
  std::vector<double> log_paths;
  std::string_view vector_target;  ///< instruction set, part of a run's record
};

/// Simulates. Memory is a constant per thread, about 200 bytes per 1024 paths, 8 bytes a path where
/// quantiles, tails or terminal returns are asked for, 8 more for drawdown quantiles, and 2 to 10 a
/// path while a quantile is looked up. kUsage with one sentence for impossible settings or a model
/// that CheckPathModel refuses, and where a simulated price leaves the range of numbers (beyond
/// exp(700)).
base::Result<Forecast> Simulate(const PathModel& model, const SimulationSettings& settings);

}  // namespace keel::models
