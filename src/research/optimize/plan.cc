// SPDX-License-Identifier: MIT
#include "research/optimize/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "research/trial/run_variation.h"

namespace keel::research {
namespace {

constexpr int64_t kMostTrials = 1'000'000;
constexpr int64_t kDrawsPerTrial = 200;  // before the space counts as used up

base::Status CheckCount(int64_t count) {
  if (count <= kMostTrials) return {};
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("{} trials are more than the {} of one sweep: give wider steps, or "
                                "--search random --trials N",
                                count, kMostTrials));
}

base::Status CheckPlan(const TrialPlan& plan) {
  if (!plan.trials.empty()) return {};
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("the strategies refuse all {} points of the space: their "
                                "parameters contradict each other",
                                plan.contradictions));
}

}  // namespace

base::Result<bool> IsPossible(const Subject& subject, const Variation& variation) {
  TRY(const engine::BacktestSettings settings, SettingsWith(subject, variation));
  for (const engine::StrategySettings& chosen : settings.strategies) {
    const auto spec =
        std::ranges::find(subject.registry.strategies, chosen.name, &strategy::StrategySpec::name);
    if (spec == subject.registry.strategies.end()) {
      return base::Fail(base::ErrorCode::kNotFound, "there is no strategy " + chosen.name);
    }
    TRY(const strategy::Params params, strategy::Params::Make(spec->params, chosen.params));
    if (!spec->make(params)) return false;
  }
  return true;
}

/// The next trial, or one more contradiction.
static base::Status AddPoint(const Subject& subject, Variation variation, TrialPlan& plan) {
  TRY(const bool possible, IsPossible(subject, variation));
  if (!possible) {
    ++plan.contradictions;
    return {};
  }
  Trial trial{static_cast<int64_t>(plan.trials.size()), std::move(variation), ""};
  trial.hash = TrialHash(subject, trial.variation);
  plan.trials.push_back(std::move(trial));
  return {};
}

base::Result<TrialPlan> PlanGrid(const Subject& subject, const Space& space,
                                 const Variation& base) {
  TRY(CheckCount(space.points()));
  TrialPlan plan;
  for (int64_t point = 0; point < space.points(); ++point) {
    Variation variation = base;
    for (auto& param : space.At(point)) variation.params.push_back(std::move(param));
    TRY(AddPoint(subject, std::move(variation), plan));
  }
  TRY(CheckPlan(plan));
  return plan;
}

base::Result<TrialPlan> PlanRandom(const Subject& subject, const Space& space,
                                   const Variation& base, int64_t count, uint64_t seed) {
  TRY(CheckCount(count));
  TrialPlan plan;
  std::set<std::vector<size_t>> seen;
  const int64_t most = std::max<int64_t>(count, 10) * kDrawsPerTrial;
  for (int64_t k = 0; k < most && static_cast<int64_t>(plan.trials.size()) < count; ++k) {
    if (static_cast<int64_t>(seen.size()) == space.points()) break;
    base::RandomStream stream(seed, "optimize.random", static_cast<uint64_t>(k));
    std::vector<size_t> positions;
    for (const SpaceAxis& axis : space.axes) {
      positions.push_back(static_cast<size_t>(stream.NextBelow(axis.values.size())));
    }
    Variation variation = base;
    for (auto& param : space.At(positions)) variation.params.push_back(std::move(param));
    if (!seen.insert(std::move(positions)).second) continue;
    TRY(AddPoint(subject, std::move(variation), plan));
  }
  TRY(CheckPlan(plan));
  return plan;
}

std::vector<size_t> TrialsOf(const TrialPlan& plan, const Shard& shard) {
  std::vector<size_t> order(plan.trials.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {},
                    [&](size_t at) -> const std::string& { return plan.trials[at].hash; });
  std::vector<size_t> own;
  for (size_t k = 0; k < order.size(); ++k) {
    if (static_cast<int64_t>(k) % shard.count == shard.index) own.push_back(order[k]);
  }
  std::ranges::sort(own);
  return own;
}

}  // namespace keel::research
