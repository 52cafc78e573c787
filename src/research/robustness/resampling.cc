// SPDX-License-Identifier: MIT
#include "research/robustness/resampling.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "base/os/threads.h"
#include "base/random.h"
#include "math/stationary_bootstrap.h"
#include "metrics/daily.h"
#include "metrics/drawdowns.h"
#include "metrics/moments.h"
#include "models/bootstrap/block_length.h"

namespace keel::research {
namespace {

/// What a series of returns makes of 1.
struct Path {
  double end = 1;
  double max_drawdown = 0;
};

Path Compound(std::span<const double> returns) {
  Path path;
  double peak = 1;
  for (const double r : returns) {
    path.end = std::max(0.0, path.end * (1 + r));
    peak = std::max(peak, path.end);
    path.max_drawdown = std::max(path.max_drawdown, metrics::DrawdownDepth(peak, path.end));
  }
  return path;
}

std::optional<double> SharpeOf(std::span<const double> daily) {
  const metrics::Moments moments = metrics::MomentsOf(daily);
  const auto ratio = metrics::Ratio(moments.mean, moments.deviation);
  return ratio ? std::optional(*ratio * std::sqrt(metrics::kDaysPerYear)) : std::nullopt;
}

}  // namespace

DrawnReturns BootstrapDays(std::span<const double> daily, const ResamplingSettings& settings) {
  CHECK(!daily.empty(), "a bootstrap of nothing");
  const auto draws = static_cast<size_t>(settings.draws);
  DrawnReturns drawn{.mean_block = models::StationaryBlockLength(daily),
                     .total_return = std::vector<double>(draws),
                     .sharpe = {},
                     .max_drawdown = std::vector<double>(draws)};
  std::vector<std::optional<double>> sharpe(draws);
  base::os::ParallelFor(settings.draws, settings.jobs, [&](int64_t item) {
    const auto at = static_cast<size_t>(item);
    base::RandomStream random(settings.seed, "research.bootstrap_days",
                              static_cast<uint64_t>(item));
    math::StationaryBootstrap blocks(daily.size(), drawn.mean_block, random);
    std::vector<double> returns(daily.size());
    for (double& r : returns) r = daily[blocks.Next()];
    const Path path = Compound(returns);
    drawn.total_return[at] = path.end - 1;
    drawn.max_drawdown[at] = path.max_drawdown;
    sharpe[at] = SharpeOf(returns);
  });
  for (const std::optional<double>& value : sharpe) {
    if (value) drawn.sharpe.push_back(*value);
  }
  return drawn;
}

ShuffledTrades ShuffleTrades(std::span<const double> profits, double start_equity,
                             const ResamplingSettings& settings) {
  CHECK(start_equity > 0, "an account of nothing");
  std::vector<double> returns;
  double equity = start_equity;
  for (const double profit : profits) {
    if (equity <= 0) break;  // nothing is left to trade with
    returns.push_back(profit / equity);
    equity += profit;
  }
  ShuffledTrades shuffled{.max_drawdown = Compound(returns).max_drawdown,
                          .drawdowns = std::vector<double>(static_cast<size_t>(settings.draws))};
  base::os::ParallelFor(settings.draws, settings.jobs, [&](int64_t item) {
    base::RandomStream random(settings.seed, "research.shuffle_trades",
                              static_cast<uint64_t>(item));
    std::vector<double> order = returns;
    for (size_t left = order.size(); left > 1; --left) {
      std::swap(order[left - 1], order[random.NextBelow(left)]);
    }
    shuffled.drawdowns[static_cast<size_t>(item)] = Compound(order).max_drawdown;
  });
  return shuffled;
}

}  // namespace keel::research
