// SPDX-License-Identifier: MIT
#include "strategies/registry.h"

#include <fmt/format.h>

#include "base/text.h"

namespace keel::strategies {

const std::vector<strategy::StrategySpec>& All() {
  static const std::vector<strategy::StrategySpec> kAll = {
#define KEEL_STRATEGY(Name) Describe##Name(),
#include "strategies/list.inc"
#undef KEEL_STRATEGY
  };
  return kAll;
}

base::Result<const strategy::StrategySpec*> Find(std::string_view name) {
  std::vector<std::string> names;
  for (const strategy::StrategySpec& spec : All()) {
    if (spec.name == name) return &spec;
    names.push_back(spec.name);
  }
  return base::Fail(base::ErrorCode::kNotFound,
                    fmt::format("there is no strategy \"{}\"{}; `keel list-strategies` lists them",
                                name, base::DidYouMean(name, names)));
}

}  // namespace keel::strategies
