// SPDX-License-Identifier: MIT
#include "execution/algorithms/registry.h"

#include <fmt/format.h>

#include "base/text.h"

namespace keel::execution {

#define KEEL_ALGORITHM(Name) AlgorithmSpec Describe##Name();
#include "execution/algorithms/list.inc"
#undef KEEL_ALGORITHM

const std::vector<AlgorithmSpec>& Algorithms() {
  static const std::vector<AlgorithmSpec> kAll = {
#define KEEL_ALGORITHM(Name) Describe##Name(),
#include "execution/algorithms/list.inc"
#undef KEEL_ALGORITHM
  };
  return kAll;
}

base::Result<std::unique_ptr<Algorithm>> MakeAlgorithm(std::string_view name,
                                                       const ParentOrder& parent,
                                                       std::string_view settings) {
  std::vector<std::string> names;
  for (const AlgorithmSpec& spec : Algorithms()) {
    if (spec.name == name) return spec.make(parent, settings);
    names.emplace_back(spec.name);
  }
  return base::Fail(
      base::ErrorCode::kNotFound,
      fmt::format("there is no execution algorithm \"{}\"{}", name, base::DidYouMean(name, names)));
}

}  // namespace keel::execution
