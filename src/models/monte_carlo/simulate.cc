// SPDX-License-Identifier: MIT
#include "models/monte_carlo/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/os/threads.h"
#include "math/vector_stream.h"
#include "models/monte_carlo/internal/block.h"
#include "models/monte_carlo/internal/part.h"
#include "models/monte_carlo/internal/ranks.h"

namespace keel::models {
namespace {

using internal::BlockOutput;
using internal::BlockResult;
using internal::Part;
using internal::Plan;

constexpr int64_t kMostPaths = 1'000'000'000;
constexpr int64_t kLongestHorizon = 10'000'000;
constexpr int64_t kLeastMatchedPaths = 64;
constexpr int kMostJobs = 1024;

tl::unexpected<base::Error> Bad(std::string message) {
  return base::Fail(base::ErrorCode::kUsage, "Monte Carlo: " + std::move(message));
}

base::Status CheckProbabilities(const std::vector<double>& probabilities, std::string_view name) {
  for (const double p : probabilities) {
    if (!(p > 0 && p < 1)) return Bad(fmt::format("{} {}; it must lie between 0 and 1", name, p));
  }
  return {};
}

base::Status CheckVarianceReduction(const PathModel& model, const SimulationSettings& settings) {
  if (settings.antithetic && settings.paths % 2 != 0) {
    return Bad(fmt::format("{} paths; antithetic paths come in pairs", settings.paths));
  }
  if (settings.moment_matching && settings.paths < kLeastMatchedPaths) {
    return Bad(
        fmt::format("{} paths; moment matching needs {}", settings.paths, kLeastMatchedPaths));
  }
  if ((settings.antithetic || settings.moment_matching) && !model.residuals.empty()) {
    return Bad("antithetic paths and moment matching need drawn innovations, not residuals");
  }
  return {};
}

base::Status CheckSettings(const SimulationSettings& settings) {
  if (settings.paths < 1 || settings.paths > kMostPaths) {
    return Bad(fmt::format("{} paths; 1 to {} are possible", settings.paths, kMostPaths));
  }
  if (settings.horizon < 1 || settings.horizon > kLongestHorizon) {
    return Bad(fmt::format("a horizon of {} steps; 1 to {} are possible", settings.horizon,
                           kLongestHorizon));
  }
  if (settings.jobs < 1 || settings.jobs > kMostJobs) {
    return Bad(fmt::format("{} jobs; 1 to {} are possible", settings.jobs, kMostJobs));
  }
  if (settings.keep_paths < 0 || settings.keep_paths > settings.paths) {
    return Bad(fmt::format("{} of {} paths cannot be kept", settings.keep_paths, settings.paths));
  }
  TRY(CheckProbabilities(settings.quantiles, "quantile"));
  TRY(CheckProbabilities(settings.drawdown_quantiles, "drawdown quantile"));
  TRY(CheckProbabilities(settings.tail_confidences, "tail confidence"));
  for (const double confidence : settings.tail_confidences) {
    if (static_cast<double>(settings.paths) * (1 - confidence) < 1) {
      return Bad(fmt::format("{} paths have no tail at confidence {}; it needs {:.0f}",
                             settings.paths, confidence, std::ceil(1 / (1 - confidence))));
    }
  }
  for (const double level : settings.levels) {
    if (!(std::isfinite(level) && level > 0) || level == 1) {
      return Bad(fmt::format("level {}; it must be above 0 and other than 1", level));
    }
  }
  return {};
}

// Paths spread evenly over the blocks, so that none is too small to match moments in. Antithetic
// pairs stay together.
class Blocks {
 public:
  explicit Blocks(const SimulationSettings& settings)
      : unit_(settings.antithetic ? 2 : 1),
        units_(static_cast<size_t>(settings.paths) / unit_),
        count_((units_ * unit_ + internal::kBlockPaths - 1) / internal::kBlockPaths) {}

  size_t count() const { return count_; }
  /// First path of a block; that of block count() is the number of paths.
  size_t first(size_t block) const {
    return unit_ * (units_ / count_ * block + std::min(block, units_ % count_));
  }

 private:
  size_t unit_, units_, count_;
};

// Makes room for what is wanted of the paths from `first` to `last`.
Part RoomFor(const Plan& plan, size_t first, size_t last) {
  const SimulationSettings& settings = plan.settings;
  const size_t path_size = static_cast<size_t>(settings.horizon) * plan.model.assets;
  const auto kept = std::min(last, static_cast<size_t>(settings.keep_paths));
  Part part;
  if (settings.keep_terminal || !settings.quantiles.empty() || !settings.tail_confidences.empty()) {
    part.returns.resize(last - first);
  }
  if (!settings.drawdown_quantiles.empty()) part.drawdowns.resize(last - first);
  if (first < kept) part.log_paths.resize((kept - first) * path_size);
  return part;
}

Part RunBlocks(const Plan& plan, const Blocks& blocks, size_t first_block, size_t last_block) {
  const size_t path_size = static_cast<size_t>(plan.settings.horizon) * plan.model.assets;
  const size_t origin = blocks.first(first_block);
  Part part = RoomFor(plan, origin, blocks.first(last_block));
  const size_t kept = part.log_paths.size() / path_size;
  part.blocks.resize(last_block - first_block);
  const auto count = static_cast<int64_t>(part.blocks.size());
  base::os::ParallelFor(count, plan.settings.jobs, [&](int64_t index) {
    const size_t block = first_block + static_cast<size_t>(index);
    const size_t first = blocks.first(block) - origin;
    const size_t paths = blocks.first(block + 1) - origin - first;
    BlockOutput output;
    if (!part.returns.empty()) output.returns = std::span(part.returns).subspan(first, paths);
    if (!part.drawdowns.empty()) output.drawdowns = std::span(part.drawdowns).subspan(first, paths);
    if (first < kept) {
      output.log_paths = std::span(part.log_paths)
                             .subspan(first * path_size, std::min(paths, kept - first) * path_size);
    }
    part.blocks[block - first_block] = internal::RunBlock(plan, block, paths, output);
  });
  return part;
}

// Two samples' sums as one [Chan, Golub, LeVeque 1979]; always called in the blocks' order.
void Combine(const BlockResult& block, double pairs, BlockResult& total) {
  const double count = total.count + block.count;
  const double shift = block.mean - total.mean;
  const double between = shift * shift * total.count * block.count / count;
  total.mean += shift * block.count / count;
  total.variation += block.variation + between;
  total.squares += block.squares + between / pairs;
  total.count = count;
  total.up += block.up;
  total.drawdown_sum += block.drawdown_sum;
  total.drawdown_squares += block.drawdown_squares;
  total.hits.resize(block.hits.size());
  for (size_t i = 0; i < block.hits.size(); ++i) total.hits[i] += block.hits[i];
  total.overflow = total.overflow || block.overflow;
}

Estimate Share(double count, double n) {
  const double share = count / n;
  return {share, std::sqrt(share * (1 - share) / n)};
}

Forecast Summarise(const SimulationSettings& settings, const BlockResult& total) {
  const double n = total.count;
  const double units = settings.antithetic ? n / 2 : n;
  Forecast forecast{.horizon = settings.horizon, .paths = settings.paths};
  forecast.expected_return.value = total.mean;
  if (units > 1) {
    forecast.expected_return.standard_error = std::sqrt(total.squares / (units - 1) / units);
    forecast.return_deviation = std::sqrt(total.variation / (n - 1));
  }
  forecast.probability_up = Share(total.up, n);
  for (size_t i = 0; i < total.hits.size(); ++i) {
    forecast.hits.push_back({settings.levels[i], Share(total.hits[i], n)});
  }
  const double drawdown = total.drawdown_sum / n;
  const double spread = std::max(0.0, total.drawdown_squares / n - drawdown * drawdown);
  forecast.expected_drawdown = {drawdown, std::sqrt(spread / n)};
  forecast.vector_target = math::VectorTarget();
  return forecast;
}

}  // namespace

namespace internal {

base::Result<Part> RunPart(const PathModel& model, const SimulationSettings& settings, size_t index,
                           size_t count) {
  TRY(CheckPathModel(model));
  TRY(CheckSettings(settings));
  TRY(CheckVarianceReduction(model, settings));
  TRY(const Plan plan, MakePlan(model, settings));
  const Blocks blocks(settings);
  const auto edge = [&](size_t part) { return blocks.count() * part / count; };
  return RunBlocks(plan, blocks, edge(index), edge(index + 1));
}

base::Result<Forecast> Assemble(const SimulationSettings& settings, Part whole) {
  BlockResult total;
  for (const BlockResult& block : whole.blocks) Combine(block, settings.antithetic ? 2 : 1, total);
  if (total.overflow) {
    return Bad(
        fmt::format("a simulated price moved by more than a factor of exp(700) in {} steps; "
                    "look for drifts and deviations that are not per step",
                    settings.horizon));
  }
  Forecast forecast = Summarise(settings, total);
  forecast.quantiles = Quantiles(whole.returns, settings.quantiles);
  forecast.tail_risks = TailRisks(whole.returns, settings.tail_confidences);
  forecast.drawdown_quantiles = Quantiles(whole.drawdowns, settings.drawdown_quantiles);
  if (settings.keep_terminal) forecast.terminal_returns = std::move(whole.returns);
  forecast.log_paths = std::move(whole.log_paths);
  return forecast;
}

}  // namespace internal

base::Result<Forecast> Simulate(const PathModel& model, const SimulationSettings& settings) {
  TRY(internal::Part whole, internal::RunPart(model, settings, 0, 1));
  return internal::Assemble(settings, std::move(whole));
}

}  // namespace keel::models
