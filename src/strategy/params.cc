// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/text.h"
#include "strategy/strategy.h"

namespace keel::strategy {
namespace {

using base::ErrorCode;
using base::Fail;

base::Status CheckValue(const ParamSpec& spec, double value) {
  if (!(value >= spec.min && value <= spec.max)) {
    return Fail(ErrorCode::kUsage, fmt::format("parameter {} = {} is outside {} to {}", spec.name,
                                               value, spec.min, spec.max));
  }
  if (spec.whole && value != std::floor(value)) {
    return Fail(ErrorCode::kUsage,
                fmt::format("parameter {} = {} must be a whole number", spec.name, value));
  }
  return {};
}

constexpr size_t kMostListed = 10;  // names that a sentence can hold

tl::unexpected<base::Error> UnknownName(std::span<const ParamSpec> specs, std::string_view name) {
  std::vector<std::string> names;
  for (const ParamSpec& spec : specs) names.push_back(spec.name);
  std::string known = names.empty() ? "it has none" : "known are " + base::Join(names, ", ");
  if (names.size() > kMostListed) {
    known = fmt::format("`keel list-strategies NAME` lists all {}", names.size());
  }
  return Fail(ErrorCode::kUsage, fmt::format("there is no parameter \"{}\"{}: {}", name,
                                             base::DidYouMean(name, names), known));
}

}  // namespace

base::Result<Params> Params::Make(std::span<const ParamSpec> specs,
                                  std::span<const std::pair<std::string, double>> values) {
  Params params;
  for (const ParamSpec& spec : specs) params.values_.emplace_back(spec.name, spec.default_value);
  for (const auto& [name, value] : values) {
    const auto spec = std::find_if(specs.begin(), specs.end(),
                                   [&name = name](const ParamSpec& s) { return s.name == name; });
    if (spec == specs.end()) return UnknownName(specs, name);
    TRY(CheckValue(*spec, value));
    params.values_[static_cast<size_t>(spec - specs.begin())].second = value;
  }
  return params;
}

double Params::Get(std::string_view name) const {
  const auto found = std::find_if(values_.begin(), values_.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  CHECK(found != values_.end(), "a strategy asked for a parameter that it does not declare");
  return found->second;
}

}  // namespace keel::strategy
