// SPDX-License-Identifier: MIT
#include "research/validation/near_space.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "research/robustness/parameter_steps.h"

namespace keel::research {
namespace {

constexpr std::array kFactors = {0.5, 0.75, 1.0, 1.5, 2.0};

struct Reach {
  std::string parameter;
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
};

/// The parameter of a strategy by its name; nothing where it has none of the name.
const strategy::ParamSpec* SpecOf(const Subject& subject, const std::string& name) {
  const size_t dot = name.find('.');
  const std::string param = dot == std::string::npos ? name : name.substr(dot + 1);
  for (const engine::StrategySettings& chosen : subject.settings.strategies) {
    if (dot != std::string::npos && chosen.name != name.substr(0, dot)) continue;
    for (const strategy::StrategySpec& spec : subject.registry.strategies) {
      if (spec.name != chosen.name) continue;
      for (const strategy::ParamSpec& p : spec.params) {
        if (p.name == param) return &p;
      }
    }
  }
  return nullptr;
}

}  // namespace

std::vector<std::string> TellingParameters(const RobustnessReport& report, size_t count) {
  std::vector<Reach> reaches;
  for (const RobustnessTest& test : report.tests) {
    if (test.key != "one_at_a_time") continue;
    for (const VariedRun& run : test.runs) {
      if (!run.sharpe) continue;
      auto found = std::ranges::find(reaches, run.parameter, &Reach::parameter);
      if (found == reaches.end()) {
        found = reaches.insert(reaches.end(), Reach{.parameter = run.parameter});
      }
      found->low = std::min(found->low, *run.sharpe);
      found->high = std::max(found->high, *run.sharpe);
    }
  }
  std::ranges::stable_sort(reaches, std::greater<>(),
                           [](const Reach& r) { return r.high - r.low; });
  std::vector<std::string> names;
  for (const Reach& reach : reaches) {
    if (names.size() < count && reach.high > reach.low) names.push_back(reach.parameter);
  }
  return names;
}

base::Result<Space> NearSpace(const Subject& subject, const std::vector<std::string>& parameters) {
  TRY(const std::vector<ParameterSteps> steps, StepsOf(subject, parameters, 5));
  Space space;
  for (const std::string& name : parameters) {
    const auto step = std::ranges::find(steps, name, &ParameterSteps::name);
    const strategy::ParamSpec* const spec = SpecOf(subject, name);
    CHECK(step != steps.end() && spec != nullptr, "a parameter that was varied is one");
    SpaceAxis axis{.name = name};
    for (const double factor : kFactors) {
      const double value = std::clamp(step->value * factor, spec->min, spec->max);
      axis.values.push_back(spec->whole ? std::round(value) : value);
    }
    std::ranges::sort(axis.values);
    axis.values.erase(std::unique(axis.values.begin(), axis.values.end()), axis.values.end());
    space.axes.push_back(std::move(axis));
  }
  return space;
}

}  // namespace keel::research
