// SPDX-License-Identifier: MIT
// The parameters of a strategy as people are told of them.
#pragma once

#include <span>
#include <vector>

#include "engine/control/protocol.h"
#include "strategy/strategy.h"

namespace keel::engine {

/// `values`: those in force, of the same parameters.
inline std::vector<ParamView> ViewsOf(std::span<const strategy::ParamSpec> specs,
                                      const strategy::Params& values) {
  std::vector<ParamView> views;
  for (const strategy::ParamSpec& spec : specs) {
    views.push_back({spec.name, values.Get(spec.name), spec.default_value, spec.min, spec.max,
                     spec.whole, spec.doc});
  }
  return views;
}

}  // namespace keel::engine
