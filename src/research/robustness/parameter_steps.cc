// SPDX-License-Identifier: MIT
#include "research/robustness/parameter_steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.h"
#include "research/trial/run_variation.h"

namespace keel::research {
namespace {

constexpr int kReach = 20;  // percent

const strategy::StrategySpec* FindSpec(const Subject& subject, const std::string& name) {
  for (const strategy::StrategySpec& spec : subject.registry.strategies) {
    if (spec.name == name) return &spec;
  }
  return nullptr;
}

void FindNear(const strategy::ParamSpec& spec, int step, ParameterSteps& steps) {
  if (spec.whole && spec.min == 0 && spec.max == 1) {
    steps.gap = "is a switch";
    return;
  }
  if (steps.value == 0) {
    steps.gap = "is 0, of which 20 % is 0";
    return;
  }
  std::set<double> near;
  const auto add = [&](double value) {
    const double rounded = spec.whole ? std::round(value) : value;
    const double inside = std::clamp(rounded, spec.min, spec.max);
    if (inside != steps.value) near.insert(inside);
  };
  for (int percent = -kReach; percent <= kReach; percent += step) {
    if (percent != 0) add(steps.value * (100 + percent) / 100);
  }
  if (near.empty() && spec.whole) {
    add(steps.value - 1);
    add(steps.value + 1);
  }
  steps.near.assign(near.begin(), near.end());
  if (near.empty()) steps.gap = "has no other value in its range";
}

base::Status CheckNames(std::span<const std::string> only,
                        const std::vector<ParameterSteps>& steps) {
  std::vector<std::string> names;
  for (const ParameterSteps& s : steps) names.push_back(s.name);
  for (const std::string& name : only) {
    if (std::ranges::find(names, name) != names.end()) continue;
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("no parameter of this run is called \"{}\"{}; there are {}", name,
                                  base::DidYouMean(name, names), base::Join(names, ", ")));
  }
  return {};
}

}  // namespace

base::Result<std::vector<ParameterSteps>> StepsOf(const Subject& subject,
                                                  std::span<const std::string> only, int step) {
  std::vector<ParameterSteps> all;
  for (const engine::StrategySettings& chosen : subject.settings.strategies) {
    const strategy::StrategySpec* spec = FindSpec(subject, chosen.name);
    if (spec == nullptr) continue;  // a run says which are missing
    TRY(const strategy::Params params, strategy::Params::Make(spec->params, chosen.params));
    const bool alone = subject.settings.strategies.size() == 1;
    for (const strategy::ParamSpec& param : spec->params) {
      ParameterSteps& steps = all.emplace_back();
      steps.name = alone ? param.name : chosen.name + "." + param.name;
      steps.value = params.Get(param.name);
      steps.whole = param.whole;
      FindNear(param, step, steps);
    }
  }
  TRY(CheckNames(only, all));
  if (only.empty()) return all;
  std::erase_if(
      all, [&](const ParameterSteps& s) { return std::ranges::find(only, s.name) == only.end(); });
  return all;
}

bool Accepts(const Subject& subject, const std::vector<std::pair<std::string, double>>& params) {
  const auto settings = SettingsWith(subject, {.params = params});
  if (!settings) return false;
  for (const engine::StrategySettings& chosen : settings->strategies) {
    const strategy::StrategySpec* spec = FindSpec(subject, chosen.name);
    if (spec == nullptr) return false;
    const auto complete = strategy::Params::Make(spec->params, chosen.params);
    if (!complete || !spec->make(*complete)) return false;
  }
  return true;
}

}  // namespace keel::research
